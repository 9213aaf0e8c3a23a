import type { VegaLiteSpec } from "../report/vega-lite.ts";
import type { Table } from "../table/table.ts";

const SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";

/** Draws the share of customers and of the money of each segment. */
export function segmentChart(segments: Table): VegaLiteSpec {
  const values = segments.toArray().flatMap((row) => [
    { segment: row.segment, of: "customers", percent: 100 * (row.share as number) },
    { segment: row.segment, of: "money", percent: 100 * (row.totalShare as number) },
  ]);
  return {
    $schema: SCHEMA,
    title: "Segments: share of customers and of money",
    data: { values },
    mark: { type: "bar", tooltip: true },
    encoding: {
      y: { field: "segment", type: "nominal", sort: null, title: null },
      yOffset: { field: "of" },
      x: { field: "percent", type: "quantitative", title: "%" },
      color: { field: "of", type: "nominal", title: null },
    },
  };
}

/** Draws the mean money of a customer by recency and frequency score, with the number of customers. */
export function valueChart(customers: Table): VegaLiteSpec {
  const values = customers
    .groupBy("R", "F")
    .aggregate({ customers: "size", monetary: ["monetary", "mean"] })
    .toArray();
  return {
    $schema: SCHEMA,
    title: "Money per customer by recency and frequency",
    data: { values },
    encoding: {
      x: { field: "R", type: "ordinal", title: "recency score (5 = bought lately)" },
      y: { field: "F", type: "ordinal", sort: "descending", title: "frequency score (5 = often)" },
    },
    layer: [
      {
        mark: { type: "rect", tooltip: true },
        encoding: { color: { field: "monetary", type: "quantitative", title: "mean money" } },
      },
      { mark: "text", encoding: { text: { field: "customers", type: "quantitative" } } },
    ],
  };
}
