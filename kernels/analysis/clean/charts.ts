import { chartOf } from "../report/charts.ts";
import type { VegaLiteSpec } from "../report/vega-lite.ts";
import type { CleanChange } from "./change.ts";
import type { Quality } from "./quality.ts";

/** Draws the parts of the quality score before and after. */
export function qualityChart(before: Quality, after: Quality): VegaLiteSpec {
  const values = [before, after].flatMap(({ parts }, k) =>
    parts.map(({ name, value }) => ({
      part: name,
      when: k === 0 ? "before" : "after",
      percent: 100 * value,
    })),
  );
  return chartOf("Quality before and after", values, {
    mark: { type: "bar", tooltip: true },
    encoding: {
      y: { field: "part", type: "nominal", sort: null, title: null },
      yOffset: { field: "when", sort: ["before", "after"] },
      x: {
        field: "percent",
        type: "quantitative",
        title: "% in order",
        scale: { domain: [0, 100] },
      },
      color: { field: "when", type: "nominal", sort: ["before", "after"], title: null },
    },
  });
}

/** Draws how many cells each step changed in each column. */
export function changesChart(changes: readonly CleanChange[]): VegaLiteSpec {
  const values = changes.map(({ column, step, rows }) => ({
    column: column ?? "(whole rows)",
    step,
    cells: rows.length,
  }));
  return chartOf("Changes by column and step", values, {
    mark: { type: "bar", tooltip: true },
    encoding: {
      y: { field: "column", type: "nominal", sort: "-x", title: null },
      x: { aggregate: "sum", field: "cells", type: "quantitative", title: "cells or rows changed" },
      color: { field: "step", type: "nominal", title: "step" },
    },
  });
}
