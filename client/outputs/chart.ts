import * as vega from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { type Config, compile, type TopLevelSpec } from "vega-lite";
import { isObject } from "../../kernels/protocol/index.ts";
import { chartConfig } from "./chart-theme.ts";

/** A chart that is drawn, until it is taken away. */
export interface DrawnChart {
  dispose(): void;
}

/** Charts draw what they carry; they load nothing (rule S12). */
class RefusingLoader {
  isAsked = false;

  load(): Promise<never> {
    this.isAsked = true;
    return Promise.reject(new Error("Refused"));
  }

  sanitize = (): Promise<never> => this.load();
  http = (): Promise<never> => this.load();
  file = (): Promise<never> => this.load();
}

/**
 * Draws a Vega or Vega-Lite chart without `eval` (rule S17) in the colours that the page has now.
 *
 * @throws Error when the specification is wrong
 */
export async function drawChart(
  element: HTMLElement,
  spec: Readonly<Record<string, unknown>>,
  kind: "vega" | "vegalite",
): Promise<DrawnChart> {
  const { usermeta: _, ...plain } = structuredClone(spec);
  const warnings = { level: () => warnings, error, warn: ignore, info: ignore, debug: ignore };
  const full =
    kind === "vega"
      ? (plain as vega.Spec)
      : compile(fitted(plain) as unknown as TopLevelSpec, {
          config: chartConfig(element, markOf(plain)) as Config,
          logger: warnings as never,
        }).spec;
  const config = kind === "vega" ? (chartConfig(element, "") as vega.Config) : undefined;
  const loader = new RefusingLoader();
  const view = new vega.View(vega.parse(full, config, { ast: true }), {
    expr: expressionInterpreter,
    renderer: "svg",
    container: element,
    hover: true,
    loader,
    logLevel: vega.Error,
  });
  await view.runAsync();
  if (loader.isAsked) {
    view.finalize();
    throw new Error("it refers to data at an address; a chart must carry its data");
  }
  const observer = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    if (width > 0 && Math.abs(width - view.width()) > 1) void view.width(width).runAsync();
  });
  if (kind === "vegalite" && "autosize" in fitted(plain)) observer.observe(element);
  return {
    dispose: () => {
      observer.disconnect();
      view.finalize();
    },
  };

  function error(...messages: readonly unknown[]): never {
    throw new Error(messages.map(String).join(" "));
  }
}

function ignore(): undefined {
  return undefined;
}

function markOf({ mark }: Readonly<Record<string, unknown>>): string {
  const type = isObject(mark) ? mark.type : mark;
  return typeof type === "string" ? type : "";
}

/** A simple chart without a width takes that of its cell. */
function fitted(spec: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isComposed = ["hconcat", "vconcat", "concat", "facet", "repeat"].some((k) => k in spec);
  const isFaceted =
    isObject(spec.encoding) && ["row", "column", "facet"].some((c) => c in Object(spec.encoding));
  if (isComposed || isFaceted || spec.width !== undefined) return { ...spec };
  return { ...spec, width: "container", autosize: { type: "fit-x", contains: "padding" } };
}
