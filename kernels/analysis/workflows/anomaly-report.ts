import type { Column } from "../columns/column.ts";
import type { Frame } from "../columns/frame.ts";
import { Accumulator } from "../numeric/sum.ts";
import { barChart, pointChart } from "../report/charts.ts";
import type { VegaLiteSpec } from "../report/vega-lite.ts";
import { std } from "../stats/moments.ts";
import { median } from "../stats/quantile.ts";
import { MAD_SCALE, mad } from "../stats/spread.ts";

/** A way to find anomalies. */
export type AnomalyMethod = "isolationForest" | "localOutlierFactor" | "oneClassSVM";

/** What one method says. */
export interface MethodFinding {
  readonly method: AnomalyMethod;
  /** One per row; the higher, the more unusual. */
  readonly scores: Float64Array;
  /** Rows with a score above it are unusual. */
  readonly border: number;
}

/** What `detectAnomalies` found. */
export interface AnomalyReport {
  readonly findings: readonly MethodFinding[];
  /** How many methods call each row unusual. */
  readonly votes: Int32Array;
  /** Unusual rows by consensus, as numbers in the table that came in, the most unusual first. */
  readonly rows: Int32Array;
  /** For each of them the columns that differ most from the middle, in plain words. */
  readonly reasons: readonly string[];
  /** Methods that had to agree. */
  readonly agreement: number;
  /** Number of rows that were looked at. */
  readonly looked: number;
  readonly notes: readonly string[];
}

const labels: Readonly<Record<string, string>> = {
  isolationForest: "Isolation forest",
  localOutlierFactor: "Local outlier factor",
  oneClassSVM: "One-class SVM",
};

/** For each row the (at most three) columns that are farthest from their median, in units of their spread. */
export function reasonsFor(rows: Int32Array, features: Frame): string[] {
  const measured = features.columns.filter((column) => column.isNumeric).map(measure);
  return Array.from(rows, (row) => {
    const far = measured
      .map(({ column, centre, spread }) => ({
        name: column.name,
        value: column.numbers()[row],
        distance: (column.numbers()[row] - centre) / spread,
      }))
      .filter(({ distance }) => Math.abs(distance) > 2 && Number.isFinite(distance))
      .sort((a, b) => Math.abs(b.distance) - Math.abs(a.distance))
      .slice(0, 3);
    if (far.length === 0) return "an unusual combination of values";
    return far
      .map(
        ({ name, value, distance }) =>
          `${name} ${short(value)} is ${distance > 0 ? "high" : "low"}`,
      )
      .join(", ");
  });
}

function measure(column: Column): { column: Column; centre: number; spread: number } {
  const values = column.numbers();
  const robust = mad(values) * MAD_SCALE;
  return { column, centre: median(values), spread: robust > 0 ? robust : std(values) };
}

/** Draws how many rows each method finds and, for the two most telling columns, where the unusual rows lie. */
export function anomalyCharts(report: AnomalyReport, features: Frame): VegaLiteSpec[] {
  const counts = report.findings.map(({ method, scores, border }) => ({
    name: labels[method],
    value: scores.filter((score) => score > border).length,
  }));
  const specs = [
    barChart(
      "Unusual rows by method",
      [...counts, { name: "Agreed", value: report.rows.length }],
      "rows",
    ),
  ];
  const [x, y] = features.columns.filter((column) => column.isNumeric);
  if (x === undefined || y === undefined) return specs;
  const isUnusual = (row: number) => report.votes[row] >= report.agreement;
  // A chart of more points than this says no more and makes the notebook slow.
  const every = Math.max(1, Math.ceil(features.length / 2000));
  const values = Array.from({ length: features.length }, (_, row) => row)
    .filter((row) => row % every === 0 || isUnusual(row))
    .map((row) => ({
      x: x.numbers()[row],
      y: y.numbers()[row],
      group: isUnusual(row) ? "unusual" : "usual",
    }));
  specs.push(pointChart("Unusual rows", values, { x: x.name, y: y.name }));
  return specs;
}

/** Tells in plain words how many rows are unusual, how far the methods agree, and which rows to look at first. */
export function anomalySummary(report: AnomalyReport): string {
  const { findings, rows, reasons, agreement, looked, notes } = report;
  const share = (100 * rows.length) / looked;
  const lines = [
    `${rows.length.toLocaleString("en-US")} of ${looked.toLocaleString("en-US")} rows (${share.toFixed(1)} %) are unusual: at least ${agreement} of ${findings.length} methods say so.`,
  ];
  if (findings.length > 1) {
    const total = new Accumulator();
    for (const votes of report.votes) total.add(votes > 0 ? 1 : 0);
    const all = report.votes.filter((votes) => votes === findings.length).length;
    lines.push(
      `All ${findings.length} methods agree on ${all} rows; ${total.value()} rows are unusual to at least one.`,
    );
  }
  rows.slice(0, 3).forEach((row, i) => {
    lines.push(`Row ${row}: ${reasons[i]}.`);
  });
  return [...lines, ...notes].join("\n");
}

function short(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}
