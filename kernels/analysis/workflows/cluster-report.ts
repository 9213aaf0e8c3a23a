import type { Matrix } from "../base/matrix.ts";
import { type Frame, frame } from "../columns/frame.ts";
import { lineChart, pointChart } from "../report/charts.ts";
import type { VegaLiteSpec } from "../report/vega-lite.ts";
import { std } from "../stats/moments.ts";
import { Table } from "../table/table.ts";
import type { Clustering } from "./clustering.ts";
import type { FeaturePlan } from "./features.ts";

/** What `cluster` found. */
export interface ClusterReport {
  /** Every number of clusters that was tried, rising. */
  readonly clusterings: readonly Clustering[];
  /** The one that is proposed, or asked for. */
  readonly chosen: Clustering;
  /** The elbow of the inertia: the number farthest below the line from the first to the last. */
  readonly elbow: number;
  /** One row per cluster: size, share, mean of each numeric and most frequent value of each text column. */
  readonly profile: Table;
  /** Row numbers in the table that came in, one per label. */
  readonly rows: Int32Array;
  readonly plan: FeaturePlan;
  readonly notes: readonly string[];
}

/** What each cluster is like: size, share, means of numbers, most frequent texts. */
export function profileTable(features: Frame, labels: Int32Array): Table {
  const column = Table.from({ cluster: labels }).columns[0];
  const others = features.columns.filter(({ name }) => name !== "cluster" && name !== "rows");
  const all = new Table(frame([column, ...others], features.length));
  return all
    .groupBy("cluster")
    .aggregate({
      rows: "size",
      ...Object.fromEntries(
        others.map(({ name, isNumeric, type }) => [
          name,
          [
            name,
            isNumeric && type !== "date" ? "mean" : type === "date" ? "median" : "mode",
          ] as const,
        ]),
      ),
    })
    .derive({ share: (row) => (row.rows as number) / features.length }) as unknown as Table;
}

/** Draws silhouette and inertia by number of clusters, and the rows in two columns. */
export function clusterCharts(report: ClusterReport, matrix: Matrix): VegaLiteSpec[] {
  const { clusterings, chosen, plan } = report;
  const line = (name: string, value: (one: (typeof clusterings)[number]) => number) =>
    clusterings.map((one) => ({ x: one.nClusters, y: value(one), line: name }));
  const axis = "number of clusters";
  const specs = [
    lineChart(
      "Silhouette by number of clusters",
      line("silhouette", (one) => one.silhouette),
      {
        x: axis,
        y: "mean silhouette",
      },
    ),
    lineChart(
      "Inertia by number of clusters (elbow)",
      line("inertia", (one) => one.inertia),
      {
        x: axis,
        y: "inertia",
      },
    ),
  ];
  if (matrix.columns < 2) return specs;
  const every = Math.max(1, Math.ceil(matrix.rows / 2000));
  const values = Array.from({ length: Math.ceil(matrix.rows / every) }, (_, i) => i * every).map(
    (row) => ({
      x: matrix.data[row * matrix.columns],
      y: matrix.data[row * matrix.columns + 1],
      group: `cluster ${chosen.labels[row]}`,
    }),
  );
  const names = [...plan.numeric, ...plan.text];
  specs.push(
    pointChart(`${chosen.nClusters} clusters (columns standardised)`, values, {
      x: matrix.names?.[0] ?? names[0],
      y: matrix.names?.[1] ?? names[1] ?? "",
    }),
  );
  return specs;
}

/** Tells in plain words how many groups there are, how clear they are, and what sets each apart. */
export function clusterSummary(report: ClusterReport): string {
  const { chosen, clusterings, elbow, profile, plan, notes } = report;
  const lines = [
    `${chosen.nClusters} clusters of ${chosen.labels.length.toLocaleString("en-US")} rows; they are ${clarity(chosen.silhouette)} (silhouette ${chosen.silhouette.toFixed(2)}).`,
  ];
  if (clusterings.length > 2)
    lines.push(
      elbow === chosen.nClusters
        ? "The elbow of the inertia says the same."
        : `The elbow of the inertia points to ${elbow}: look at both.`,
    );
  const spreads = plan.numeric.map((name) => ({
    name,
    values: profile.column(name).numbers(),
  }));
  for (const row of profile) {
    const apart = spreads
      .map(({ name, values }) => {
        const mean = values.reduce((a, b) => a + b, 0) / values.length;
        const value = values[row.cluster as number];
        return { name, value, distance: (value - mean) / (std(values) || 1) };
      })
      .sort((a, b) => Math.abs(b.distance) - Math.abs(a.distance))
      .slice(0, 2)
      .filter(({ distance }) => Math.abs(distance) > 0.3);
    const what = apart.map(
      ({ name, value, distance }) => `${distance > 0 ? "high" : "low"} ${name} (${short(value)})`,
    );
    lines.push(
      `Cluster ${row.cluster}: ${(row.rows as number).toLocaleString("en-US")} rows (${(100 * (row.share as number)).toFixed(0)} %)${what.length > 0 ? `, ${what.join(", ")}` : ""}.`,
    );
  }
  return [...lines, ...notes].join("\n");
}

/** Kaufman and Rousseeuw (1990), table 4. */
function clarity(silhouette: number): string {
  if (silhouette > 0.7) return "clearly apart";
  if (silhouette > 0.5) return "apart";
  if (silhouette > 0.25) return "weakly apart";
  return "hardly apart, so perhaps there are no groups";
}

function short(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}
