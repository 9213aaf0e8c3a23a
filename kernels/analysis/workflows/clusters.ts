import { KMeans } from "../cluster/k-means.ts";
import { AnalysisError } from "../errors.ts";
import { silhouetteScore } from "../metrics/clustering.ts";
import { requireInteger, wrongOption } from "../models/option.ts";
import { plainRun } from "../plain-run.ts";
import { stream } from "../random.ts";
import type { Run, Target, WorkflowResult } from "../run.ts";
import { type Frame, frame } from "../table/frame.ts";
import type { Matrix } from "../table/matrix.ts";
import { Table } from "../table/table.ts";
import { select } from "../verbs/select.ts";
import { clusterCharts, clusterSummary, profileTable } from "./cluster-report.ts";
import { type FeaturePlan, planFeatures, preprocessor } from "./features.ts";
import { type SampleMode, sampleRows } from "./sample-mode.ts";

/** Options of `cluster`. */
export interface ClusterOptions {
  /** The columns that are looked at; default all that can be. */
  readonly features?: readonly string[];
  /** Number of clusters; default the one with the best silhouette of `tries`. */
  readonly nClusters?: number;
  /** Numbers of clusters that are tried, each ≥ 2; default 2 … 8, as far as there are rows. */
  readonly tries?: readonly number[];
  /** How many rows are used; default "full". */
  readonly sample?: SampleMode;
}

/** What a checkpoint saves besides the finished numbers of clusters, which are parts. */
export interface ClusterState {
  startedAt?: number;
}

/** k-means with one number of clusters. */
export interface Clustering {
  readonly nClusters: number;
  /** Cluster of each row, from 0; the largest cluster is 0. */
  readonly labels: Int32Array;
  /** Sum of squared distances to the centres, in standardised columns. */
  readonly inertia: number;
  /** Mean silhouette (Rousseeuw 1987), -1 … 1; of 2,000 rows drawn at random when there are more. */
  readonly silhouette: number;
}

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

/** More rows than this are drawn for the silhouette, whose time grows with their square. */
const SILHOUETTE_ROWS = 2000;

/** Groups rows; `cluster` of the barrel loads this on first use. */
export async function findClusters(
  input: Frame,
  options: ClusterOptions & { run?: Run<ClusterState> },
): Promise<WorkflowResult<ClusterReport>> {
  const { run = plainRun<ClusterState>({ name: "cluster" }), ...given } = options;
  const sampled = sampleRows(input, given.sample ?? "full", run.seed, "cluster");
  const features = planFeatures(sampled.table, { ...given, what: "cluster" });
  const tries = triesOf(given, sampled.table.length);
  const chosen = select(sampled.table, [...features.numeric, ...features.text]);
  const matrix = preprocessor(features).fitTransform(new Table(chosen));
  const found = run.parts<Clustering>("clusterings");
  if (run.first === 0) run.state = { startedAt: Date.now() };
  const startedAt = run.state.startedAt ?? Date.now();
  const result = (): WorkflowResult<ClusterReport> => {
    const clusterings = [...found].slice(0, tries.length);
    const best = pick(clusterings, given.nClusters);
    const report: ClusterReport = {
      clusterings,
      chosen: best,
      elbow: elbowOf(clusterings),
      profile: profileTable(chosen, best.labels),
      rows: sampled.rows,
      plan: features,
      notes: [...(sampled.note ? [`Only ${sampled.note}.`] : []), ...features.notes],
    };
    return {
      data: report,
      table: withLabels(sampled.table, best.labels),
      charts: clusterCharts(report, matrix),
      summary: clusterSummary(report),
      provenance: {
        workflow: "cluster",
        seed: run.seed,
        parameters: { ...given, tries },
        input: { rows: input.length, columns: input.columns.length },
        startedAt,
        finishedAt: Date.now(),
        resumedAt: run.first,
      },
      ...(clusterings.length < tries.length && {
        partial: { n: clusterings.length, of: tries.length },
      }),
    };
  };
  for await (const step of run.steps(tries.length)) {
    if (found.length <= step) {
      const nClusters = tries[step];
      const child = run.child<never>(`${nClusters} clusters`, { weight: nClusters });
      found.push(await clusteringOf(matrix, nClusters, run.seed, child));
    }
    run.partial(result(), step + 1, tries.length);
  }
  return result();
}

function triesOf({ nClusters, tries }: ClusterOptions, rows: number): number[] {
  const wanted = tries ?? (nClusters === undefined ? [2, 3, 4, 5, 6, 7, 8] : [nClusters]);
  for (const k of wanted) requireInteger("cluster", "tries", k, 2);
  if (nClusters !== undefined && !wanted.includes(nClusters))
    throw wrongOption("cluster", "nClusters", nClusters, `one of the tries ${wanted.join(", ")}`);
  const possible = [...new Set(wanted)].filter((k) => k < rows).sort((a, b) => a - b);
  if (possible.length === 0 || (nClusters !== undefined && !possible.includes(nClusters)))
    throw new AnalysisError("HF_MODEL_SHAPE", {
      what: "cluster needs more rows than clusters",
      got: `${rows} rows`,
      expected: `more than ${nClusters ?? Math.min(...wanted)}`,
    });
  return possible;
}

async function clusteringOf(
  matrix: Matrix,
  nClusters: number,
  seed: number,
  run: Run<never>,
): Promise<Clustering> {
  const model = new KMeans({ nClusters, randomState: seed });
  await model.fitAsync(matrix, undefined, { run });
  const labels = bySize(model.labels_!, nClusters);
  return {
    nClusters,
    labels,
    inertia: model.inertia_!,
    silhouette: silhouetteOf(matrix, labels, seed),
  };
}

/** Numbers clusters by size, the largest first, so that the numbers mean something. */
function bySize(labels: Int32Array, nClusters: number): Int32Array {
  const sizes = new Int32Array(nClusters);
  for (const label of labels) sizes[label]++;
  const order = Int32Array.from(sizes.keys()).sort((a, b) => sizes[b] - sizes[a] || a - b);
  const place = new Int32Array(nClusters);
  order.forEach((label, at) => {
    place[label] = at;
  });
  return labels.map((label) => place[label]);
}

/** NaN when the drawn rows are all in one cluster. */
function silhouetteOf(matrix: Matrix, labels: Int32Array, seed: number): number {
  const { data, rows, columns } = matrix;
  const drawn =
    rows <= SILHOUETTE_ROWS
      ? undefined
      : stream(seed, "silhouette").permutation(rows).subarray(0, SILHOUETTE_ROWS);
  const own = drawn === undefined ? labels : Int32Array.from(drawn, (row) => labels[row]);
  if (new Set(own).size < 2) return Number.NaN;
  if (drawn === undefined) return silhouetteScore(matrix, own as Target);
  const part = new Float64Array(drawn.length * columns);
  drawn.forEach((row, i) => {
    part.set(data.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return silhouetteScore({ data: part, rows: drawn.length, columns }, own as Target);
}

function pick(clusterings: readonly Clustering[], nClusters: number | undefined): Clustering {
  const asked = clusterings.find((one) => one.nClusters === nClusters);
  if (asked !== undefined) return asked;
  return clusterings.reduce((best, one) => (one.silhouette > best.silhouette ? one : best));
}

/** The number of clusters whose inertia lies farthest below the straight line between the ends (Satopää et al. 2011). */
function elbowOf(clusterings: readonly Clustering[]): number {
  const first = clusterings[0];
  const last = clusterings[clusterings.length - 1];
  const below = ({ nClusters, inertia }: Clustering) =>
    first.inertia +
    ((last.inertia - first.inertia) * (nClusters - first.nClusters)) /
      Math.max(1, last.nClusters - first.nClusters) -
    inertia;
  return clusterings.reduce((best, one) => (below(one) > below(best) ? one : best)).nClusters;
}

function withLabels(from: Frame, labels: Int32Array): Table {
  const others = from.columns.filter(({ name }) => name !== "cluster");
  const column = Table.from({ cluster: labels }).columns[0];
  return new Table(frame([column, ...others], from.length));
}
