import * as vega from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { type Config, compile, type TopLevelSpec } from "vega-lite";
import { boundVega } from "./chart-bounds.ts";
import { fitted, isFluid } from "./chart-fit.ts";
import {
  CHART_EVENTS,
  type ChartAnswer,
  type ChartEvent,
  type ChartPicture,
  type ChartRequest,
} from "./chart-messages.ts";
import { type NumberedRenderer, REMOTE, type RemoteHandler } from "./chart-renderer.ts";
import { tipText } from "./chart-tips.ts";

/** More marks than this are no longer drawn one by one into the page: they become a picture. */
const MAX_MARKS = 10_000;
const MAX_TEXT = 4_000_000;
const MAX_TIPS = 5_000_000;
/** A chart is at most as wide and as high as this, px. */
const MAX_SIDE = 10_000;
/** Larger pictures are not made at twice their size. */
const MAX_SHARP = 4_000;

interface OpenChart {
  readonly view: vega.View;
  readonly loader: RefusingLoader;
  readonly hears: readonly string[];
  readonly isFluid: boolean;
  last: string;
}

/** What of a parsed chart is needed of its streams of events. */
interface Stream {
  source?: string;
  readonly type?: string;
}

/** Charts draw what they carry; they load nothing (rule S12). Links may stay: a person has to click them. */
class RefusingLoader {
  isAsked = false;

  load(): Promise<never> {
    this.isAsked = true;
    return Promise.reject(new Error("Refused"));
  }

  sanitize = (address: unknown, options?: { context?: string }): Promise<object> => {
    const text = String(address);
    if (options?.context === "href") {
      if (/^https?:\/\//i.test(text)) return Promise.resolve({ href: text });
      return Promise.reject(new Error("Refused"));
    }
    if (/^data:image\/(png|jpeg|gif|webp);base64,/i.test(text))
      return Promise.resolve({ href: text });
    return this.load();
  };
  http = (): Promise<never> => this.load();
  file = (): Promise<never> => this.load();
}

/** The charts of a page that are open in the worker. */
export class ChartViews {
  readonly #charts = new Map<number, OpenChart>();

  constructor() {
    boundVega();
  }

  async answer(request: ChartRequest): Promise<ChartAnswer> {
    try {
      const picture = await this.#do(request);
      return picture ? { picture } : {};
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  }

  async #do(request: ChartRequest): Promise<ChartPicture | undefined> {
    if (request.type === "forget") return this.#forget(request.chart);
    if (request.type === "draw") return this.#draw(request);
    const chart = this.#charts.get(request.chart);
    if (!chart) throw new Error("it is not open");
    if (request.type === "resize") chart.view.width(request.width);
    else fire(chart.view, request.event);
    return pictureOf(chart);
  }

  #forget(id: number): undefined {
    this.#charts.get(id)?.view.finalize();
    this.#charts.delete(id);
  }

  async #draw({
    chart,
    kind,
    spec,
    config,
    width,
  }: ChartRequest & { type: "draw" }): Promise<ChartPicture | undefined> {
    this.#forget(chart);
    const { usermeta: _, ...plain } = spec;
    const isLite = kind === "vegalite";
    const full = isLite ? compileLite(fitted(plain), config, width) : (plain as vega.Spec);
    const runtime = vega.parse(full, isLite ? undefined : (config as vega.Config), { ast: true });
    const loader = new RefusingLoader();
    const hears = ownEvents(runtime);
    const hasHover = JSON.stringify(full).includes('"hover"');
    const view = new vega.View(runtime, {
      expr: expressionInterpreter,
      renderer: REMOTE as never,
      hover: hasHover,
      loader: loader as never,
      logLevel: vega.Error,
    });
    const opened: OpenChart = {
      view,
      loader,
      hears: hasHover ? [...new Set([...hears, "pointerover", "pointerout"])] : hears,
      isFluid: isLite && isFluid(plain),
      last: "",
    };
    this.#charts.set(chart, opened);
    view.initialize();
    return pictureOf(opened);
  }
}

function compileLite(spec: object, config: object, width: number): vega.Spec {
  const warnings = {
    level: () => warnings,
    error: fail,
    warn: ignore,
    info: ignore,
    debug: ignore,
  };
  const { spec: full } = compile(spec as TopLevelSpec, {
    config: config as Config,
    logger: warnings as never,
  });
  // "container" reads the size of an element; there is none here.
  for (const signal of full.signals ?? [])
    if (
      signal.name === "width" &&
      "init" in signal &&
      String(signal.init).includes("containerSize")
    ) {
      Object.assign(signal, { value: width });
      Reflect.deleteProperty(signal, "init");
      Reflect.deleteProperty(signal, "on");
    }
  return full;
}

/** Events of the window become those over the chart; those of other elements and of the clock are cut off (rule S26). */
function ownEvents(runtime: object): readonly string[] {
  const { streams = [], eventConfig } = runtime as { streams?: Stream[]; eventConfig?: object };
  for (const stream of streams)
    if (stream.source === "window" && CHART_EVENTS.includes(stream.type ?? ""))
      stream.source = "view";
  const only = { bind: "none", window: false, selector: false, timer: false };
  Object.assign(runtime, { eventConfig: { ...eventConfig, ...only } });
  const types = streams.filter(({ source }) => source === "view").map(({ type }) => type ?? "");
  return [...new Set(types)].filter((type) => CHART_EVENTS.includes(type));
}

function fire(view: vega.View, { type, item, x, y, facts }: ChartEvent): void {
  const { _handler: handler } = view as unknown as { _handler: RemoteHandler };
  const event = {
    ...facts,
    type,
    clientX: x,
    clientY: y,
    preventDefault: ignore,
    stopPropagation: ignore,
  };
  handler.fire(event, rendererOf(view).items[item] ?? null);
}

async function pictureOf(chart: OpenChart): Promise<ChartPicture | undefined> {
  const { view, loader, hears, isFluid } = chart;
  await view.runAsync();
  const renderer = rendererOf(view);
  const { width, height } = renderer.size;
  if (Math.max(width, height) > MAX_SIDE)
    throw new Error(
      `it is ${Math.ceil(width)} by ${Math.ceil(height)} px; at most ${MAX_SIDE} are drawn`,
    );
  if (loader.isAsked)
    throw new Error("it refers to data at an address; a chart must carry its data");
  const svg = renderer.svg() ?? "";
  if (svg === "") throw new Error("it draws nothing");
  if (svg === chart.last) return undefined;
  chart.last = svg;
  const facts = { width, height, isFluid };
  if (renderer.items.length <= MAX_MARKS && svg.length <= MAX_TEXT)
    return { ...facts, image: svg, tips: tipsOf(renderer), hears };
  const canvas = (await view.toCanvas(width > MAX_SHARP || height > MAX_SHARP ? 1 : 2)) as unknown;
  return {
    ...facts,
    image: await (canvas as OffscreenCanvas).convertToBlob(),
    tips: {},
    hears: [],
  };
}

function rendererOf(view: vega.View): NumberedRenderer {
  return (view as unknown as { _renderer: NumberedRenderer })._renderer;
}

function tipsOf({ items }: NumberedRenderer): Record<number, string> {
  const tips: Record<number, string> = {};
  let length = 0;
  for (const [number, { tooltip }] of items.entries()) {
    if (tooltip === null || tooltip === undefined || length > MAX_TIPS) continue;
    const tip = tipText(tooltip);
    tips[number] = tip;
    length += tip.length;
  }
  return tips;
}

function fail(...messages: readonly unknown[]): never {
  throw new Error(messages.map(String).join(" "));
}

function ignore(): undefined {
  return undefined;
}
