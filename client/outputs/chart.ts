import { isFluid, markOf } from "./chart-fit.ts";
import {
  CHART_EVENTS,
  type ChartKind,
  type ChartPicture,
  type ChartRequest,
} from "./chart-messages.ts";
import { chartNodes } from "./chart-nodes.ts";
import { ChartTooSlow, chartService } from "./chart-service.ts";
import { chartConfig } from "./chart-theme.ts";

let charts = 0;

/** Starts what draws charts before the first of them comes into sight. */
export function warmCharts(): void {
  chartService.warm();
}

/** A chart in the page: its drawing comes from the worker of the charts, the page only shows it (rule S26). */
export class Chart {
  readonly #element: HTMLElement;
  readonly #spec: Readonly<Record<string, unknown>>;
  readonly #kind: ChartKind;
  readonly #onFailure: (error: Error) => void;
  readonly #id = ++charts;
  readonly #observer: ResizeObserver | undefined;
  readonly #ended = new AbortController();
  #generation = 0;
  #width = 0;
  #hears = new Set<string>();
  #tips: Readonly<Record<number, string>> = {};
  #isAsking = false;
  #address = "";

  /** @param onFailure is told when it cannot be drawn, or not any longer */
  constructor(
    element: HTMLElement,
    spec: Readonly<Record<string, unknown>>,
    kind: ChartKind,
    onFailure: (error: Error) => void,
  ) {
    this.#element = element;
    this.#spec = spec;
    this.#kind = kind;
    this.#onFailure = onFailure;
    const { signal } = this.#ended;
    for (const type of CHART_EVENTS)
      element.addEventListener(type, this.#heard, { signal, passive: type !== "wheel" });
    element.addEventListener("mouseover", this.#pointed, { signal });
    if (kind !== "vegalite" || !isFluid(spec)) return;
    this.#observer = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width === 0 || this.#width === 0 || Math.abs(width - this.#width) <= 1) return;
      this.#width = width;
      void this.#ask({ type: "resize", chart: this.#id, width });
    });
  }

  /** Draws it in the colours that the page has now. */
  async draw(): Promise<void> {
    this.#width = Math.floor(this.#element.clientWidth);
    this.#generation = 0;
    await this.#ask({ type: "resize", chart: this.#id, width: this.#width });
    this.#observer?.observe(this.#element);
  }

  dispose(): void {
    this.#ended.abort();
    this.#observer?.disconnect();
    if (this.#generation === chartService.generation)
      void chartService.ask({ type: "forget", chart: this.#id }).catch(() => undefined);
    URL.revokeObjectURL(this.#address);
  }

  /** Asks for a change; a worker that does not know the chart draws it first. */
  async #ask(change: ChartRequest): Promise<void> {
    const isKnown = this.#generation !== 0 && this.#generation === chartService.generation;
    const { signal } = this.#ended;
    try {
      const picture = await chartService.ask(isKnown ? change : this.#drawing());
      if (!isKnown) this.#generation = chartService.generation;
      if (picture && !signal.aborted) this.#show(picture);
    } catch (error) {
      if (!signal.aborted) this.#onFailure(error as Error);
      if (error instanceof ChartTooSlow) this.#ended.abort();
    }
  }

  #drawing(): ChartRequest {
    const config = chartConfig(this.#element, this.#kind === "vega" ? "" : markOf(this.#spec));
    return {
      type: "draw",
      chart: this.#id,
      kind: this.#kind,
      spec: this.#spec,
      config,
      width: this.#width,
    };
  }

  #show({ image, width, height, tips, hears }: ChartPicture): void {
    this.#tips = tips;
    this.#hears = new Set(hears);
    const node =
      typeof image === "string" ? chartNodes(image) : this.#picture(image, width, height);
    if (node) this.#element.replaceChildren(node);
    else this.#onFailure(new Error("its drawing is none"));
  }

  #picture(image: Blob, width: number, height: number): HTMLImageElement {
    URL.revokeObjectURL(this.#address);
    this.#address = URL.createObjectURL(image);
    const node = document.createElement("img");
    node.src = this.#address;
    node.width = Math.ceil(width);
    node.height = Math.ceil(height);
    node.alt = "";
    return node;
  }

  #pointed = (event: Event): void => {
    const tip = this.#tips[itemOf(event)] ?? "";
    if (tip !== this.#element.title) this.#element.title = tip;
  };

  #heard = (event: Event): void => {
    const svg = this.#element.firstElementChild;
    if (!this.#hears.has(event.type) || !(event instanceof MouseEvent) || !svg) return;
    if (event instanceof WheelEvent) event.preventDefault();
    // What comes while the chart is still drawing the last movement is left out.
    if (this.#isAsking && /move|over|out|wheel/.test(event.type)) return;
    this.#isAsking = true;
    const { left, top } = svg.getBoundingClientRect();
    const { type, button, buttons, altKey, ctrlKey, metaKey, shiftKey, clientX, clientY } = event;
    const wheel: Record<string, number> =
      event instanceof WheelEvent
        ? { deltaX: event.deltaX, deltaY: event.deltaY, deltaMode: event.deltaMode }
        : {};
    const facts = { button, buttons, altKey, ctrlKey, metaKey, shiftKey, ...wheel };
    const heard = { type, item: itemOf(event), x: clientX - left, y: clientY - top, facts };
    void this.#ask({ type: "event", chart: this.#id, event: heard }).then(() => {
      this.#isAsking = false;
    });
  };
}

/** The number of the mark under the pointer; -1 when there is none. */
function itemOf({ target }: Event): number {
  const marked = target instanceof Element ? target.closest("[data-item]") : null;
  return Number(marked?.getAttribute("data-item") ?? -1);
}
