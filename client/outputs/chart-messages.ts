/** What the page asks the worker of the charts. */
export type ChartRequest =
  | {
      readonly type: "draw";
      readonly chart: number;
      readonly kind: ChartKind;
      readonly spec: Readonly<Record<string, unknown>>;
      readonly config: Readonly<Record<string, unknown>>;
      /** Room for the chart, px. */
      readonly width: number;
    }
  | { readonly type: "resize"; readonly chart: number; readonly width: number }
  | { readonly type: "event"; readonly chart: number; readonly event: ChartEvent }
  | { readonly type: "forget"; readonly chart: number };

export type ChartKind = "vega" | "vegalite";

/** What a pointer did over a chart; nothing of the keyboard ever goes there. */
export interface ChartEvent {
  readonly type: string;
  /** The number of the mark under the pointer; -1 when there is none. */
  readonly item: number;
  /** Place in the chart, px. */
  readonly x: number;
  readonly y: number;
  readonly facts: Readonly<Record<string, number | boolean>>;
}

/** A chart as the page can show it. */
export interface ChartPicture {
  /** SVG, to be rebuilt by `chartNodes`, or a PNG when there are very many marks. */
  readonly image: string | Blob;
  readonly width: number;
  readonly height: number;
  /** What is told of each mark by its number. */
  readonly tips: Readonly<Record<number, string>>;
  /** The pointer events that the chart wants to hear. */
  readonly hears: readonly string[];
  /** It takes the width of its cell. */
  readonly isFluid: boolean;
}

/** The worker's answer; no picture when nothing changed. */
export type ChartAnswer = { readonly picture?: ChartPicture } | { readonly problem: string };

/** The pointer events that a chart may hear. */
export const CHART_EVENTS: readonly string[] = [
  "click",
  "dblclick",
  "wheel",
  ...["down", "move", "up", "over", "out"].flatMap((what) => [`pointer${what}`, `mouse${what}`]),
];
