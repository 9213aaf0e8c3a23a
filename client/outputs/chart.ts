import * as vega from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { type Config, compile, type TopLevelSpec } from "vega-lite";
import { chartConfig } from "./chart-theme.ts";

/** A chart that is drawn, until it is taken away. */
export interface DrawnChart {
  dispose(): void;
}

/** Charts draw what they carry; they load nothing (rule S12). */
function refusingLoader(): vega.Loader {
  const refuse = (): Promise<never> =>
    Promise.reject(new Error("A chart must carry its data: addresses are not loaded"));
  return { ...vega.loader(), load: refuse, sanitize: refuse, http: refuse, file: refuse };
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
          config: chartConfig(element) as Config,
          logger: warnings as never,
        }).spec;
  const config = kind === "vega" ? (chartConfig(element) as vega.Config) : undefined;
  const view = new vega.View(vega.parse(full, config, { ast: true }), {
    expr: expressionInterpreter,
    renderer: "svg",
    container: element,
    hover: true,
    loader: refusingLoader(),
    logLevel: vega.Error,
  });
  await view.runAsync();
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

/** A simple chart without a width takes that of its cell. */
function fitted(spec: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isComposed = ["hconcat", "vconcat", "concat", "facet", "repeat"].some((k) => k in spec);
  const isFaceted =
    typeof spec.encoding === "object" &&
    spec.encoding !== null &&
    ["row", "column", "facet"].some((channel) => channel in (spec.encoding as object));
  if (isComposed || isFaceted || spec.width !== undefined) return { ...spec };
  return { ...spec, width: "container", autosize: { type: "fit-x", contains: "padding" } };
}
