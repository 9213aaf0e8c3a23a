import { chartOf, numberedCells } from "../report/charts.ts";
import type { VegaLiteSpec } from "../report/vega-lite.ts";
import type { Table } from "../table/table.ts";

/** Draws the share of customers and of the money of each segment. */
export function segmentChart(segments: Table): VegaLiteSpec {
  const values = segments.toArray().flatMap((row) => [
    { segment: row.segment, of: "customers", percent: 100 * (row.share as number) },
    { segment: row.segment, of: "money", percent: 100 * (row.totalShare as number) },
  ]);
  return chartOf("Segments: share of customers and of money", values, {
    mark: { type: "bar", tooltip: true },
    encoding: {
      y: { field: "segment", type: "nominal", sort: null, title: null },
      yOffset: { field: "of" },
      x: { field: "percent", type: "quantitative", title: "%" },
      color: { field: "of", type: "nominal", title: null },
    },
  });
}

/** Draws the mean money of a customer by recency and frequency score, with the number of customers. */
export function valueChart(customers: Table): VegaLiteSpec {
  const values = customers
    .groupBy("R", "F")
    .aggregate({ customers: "size", monetary: ["monetary", "mean"] })
    .toArray();
  return chartOf("Money per customer by recency and frequency", values, {
    encoding: {
      x: { field: "R", type: "ordinal", title: "recency score (5 = bought lately)" },
      y: { field: "F", type: "ordinal", sort: "descending", title: "frequency score (5 = often)" },
    },
    layer: numberedCells(
      { field: "monetary", type: "quantitative", title: "mean money" },
      "customers",
    ),
  });
}
