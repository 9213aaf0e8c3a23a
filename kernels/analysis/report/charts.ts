import type { VegaLiteSpec } from "./vega-lite.ts";

/** A chart of values that stand in the specification itself; `view` is what Vega-Lite calls a view: mark, encoding, layer. */
export function chartOf(
  title: string,
  values: readonly object[],
  view: Readonly<Record<string, unknown>>,
): VegaLiteSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    title,
    data: { values },
    ...view,
  };
}

/** Draws one bar per thing, in the order given. */
export function barChart(
  title: string,
  values: readonly { name: string; value: number }[],
  axis: string,
): VegaLiteSpec {
  return chartOf(title, values, {
    mark: { type: "bar", tooltip: true },
    encoding: {
      y: { field: "name", type: "nominal", sort: null, title: null },
      x: { field: "value", type: "quantitative", title: axis },
    },
  });
}

/** Draws lines through points. */
export function lineChart(
  title: string,
  values: readonly { x: number; y: number; line: string }[],
  axes: { x: string; y: string },
): VegaLiteSpec {
  return chartOf(title, values, {
    mark: { type: "line", tooltip: true, point: values.length < 60 },
    encoding: {
      x: { field: "x", type: "quantitative", title: axes.x },
      y: { field: "y", type: "quantitative", title: axes.y, scale: { zero: false } },
      color: { field: "line", type: "nominal", title: null },
      order: { field: "x" },
    },
  });
}

/** Draws points of two columns, coloured by group. */
export function pointChart(
  title: string,
  values: readonly { x: number; y: number; group: string }[],
  axes: { x: string; y: string },
): VegaLiteSpec {
  return chartOf(title, values, {
    mark: { type: "point", tooltip: true, filled: true, opacity: 0.6 },
    encoding: {
      x: { field: "x", type: "quantitative", title: axes.x, scale: { zero: false } },
      y: { field: "y", type: "quantitative", title: axes.y, scale: { zero: false } },
      color: { field: "group", type: "nominal", title: null },
    },
  });
}

/** Draws counts of pairs as shaded cells. */
export function cellChart(
  title: string,
  values: readonly { row: string; column: string; count: number }[],
  axes: { row: string; column: string },
): VegaLiteSpec {
  return chartOf(title, values, {
    encoding: {
      y: { field: "row", type: "nominal", title: axes.row },
      x: { field: "column", type: "nominal", title: axes.column },
    },
    layer: numberedCells({ field: "count", type: "quantitative" }, "count"),
  });
}

/** Layers of shaded cells with a number in each. */
export function numberedCells(color: Readonly<Record<string, unknown>>, text: string): object[] {
  return [
    { mark: { type: "rect", tooltip: true }, encoding: { color } },
    { mark: "text", encoding: { text: { field: text, type: "quantitative" } } },
  ];
}
