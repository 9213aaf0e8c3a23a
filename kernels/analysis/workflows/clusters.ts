import { AnalysisError } from "../base/errors.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import { count } from "../base/words.ts";
import { shared } from "../columns/buffers.ts";
import { type Frame, frame } from "../columns/frame.ts";
import { wrongOption } from "../models/option.ts";
import type { WorkflowResult } from "../report/result.ts";
import { plainRun } from "../run/plain-run.ts";
import type { Run } from "../run/run.ts";
import { Table } from "../table/table.ts";
import { select } from "../verbs/select.ts";
import { allUnits } from "../workers/fit-units.ts";
import {
  type ClusterReport,
  clusterCharts,
  clusterSummary,
  profileTable,
} from "./cluster-report.ts";
import { type Clustering, type ClusterJob, clusteringOf } from "./clustering.ts";
import { planFeatures, preprocessor } from "./features.ts";
import { chosenSample, type SampleMode, sampleRows, sampleRule } from "./sample-mode.ts";

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
  /** Threads that each try whole numbers of clusters, ≥ 1; default 1. Any number gives the same digits. */
  readonly workers?: number;
}

/** What a checkpoint saves besides the finished numbers of clusters, which are parts. */
export interface ClusterState {
  startedAt?: number;
}

const clusterOptions = modelOptions<ClusterOptions & { run?: Run<unknown> }>(
  "cluster",
  {
    features: rule.texts,
    nClusters: rule.integer(2),
    tries: {
      expected: "a list of integers of at least 2",
      accepts: (value) =>
        Array.isArray(value) && value.length > 0 && value.every(rule.integer(2).accepts),
    },
    sample: sampleRule,
    workers: rule.by(1, rule.workers),
    run: rule.run,
  },
  {
    bare: { number: "nClusters", list: "features" },
    habits: {
      columns: ["features"],
      k: ["nClusters"],
      seed: "Give the seed with the run: run: plainRun({ seed: 1 }).",
      randomState: "Give the seed with the run: run: plainRun({ seed: 1 }).",
    },
  },
);

/** Groups rows; `cluster` of the barrel loads this on first use. */
export async function findClusters(
  input: Frame,
  options: ClusterOptions & { run?: Run<ClusterState> },
): Promise<WorkflowResult<ClusterReport>> {
  const own = clusterOptions.read(options) as ClusterOptions & { run?: Run<ClusterState> };
  const { run = plainRun<ClusterState>({ name: "cluster" }), ...given } = own;
  const { workers = 1 } = given;
  const sampled = sampleRows(input, given.sample ?? chosenSample(run), run.seed, "cluster");
  const features = planFeatures(sampled.table, { ...given, what: "cluster" });
  const tries = triesOf(given, sampled.table.length);
  const chosen = select(sampled.table, [...features.numeric, ...features.text]);
  const matrix = preprocessor(features).fitTransform(new Table(chosen));
  if (run.first === 0) run.state = { startedAt: Date.now() };
  const startedAt = run.state.startedAt ?? Date.now();
  const result = (clusterings: readonly Clustering[]): WorkflowResult<ClusterReport> => {
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
  const job: ClusterJob = {
    matrix: { ...matrix, data: shared(matrix.data) },
    tries,
    seed: run.seed,
  };
  const all = await allUnits<Clustering>(run, {
    name: "clusterings",
    total: tries.length,
    workers,
    task: () => ({ kind: "clusters", job }),
    make: (index) => {
      const child = run.child<never>(`${tries[index]} clusters`);
      return clusteringOf(job, tries[index], child);
    },
    onFinished(finished, count) {
      const done = [...finished].slice(0, count).sort((a, b) => a.index - b.index);
      run.partial(result(done.map(({ unit }) => unit)), count, tries.length);
    },
  });
  return result(all);
}

function triesOf({ nClusters, tries }: ClusterOptions, rows: number): number[] {
  const wanted = tries ?? (nClusters === undefined ? [2, 3, 4, 5, 6, 7, 8] : [nClusters]);
  if (nClusters !== undefined && !wanted.includes(nClusters))
    throw wrongOption("cluster", "nClusters", nClusters, `one of the tries ${wanted.join(", ")}`);
  const possible = [...new Set(wanted)].filter((k) => k < rows).sort((a, b) => a - b);
  if (possible.length === 0 || (nClusters !== undefined && !possible.includes(nClusters)))
    throw new AnalysisError("HF_MODEL_SHAPE", {
      what: "cluster needs more rows than clusters",
      got: `${count(rows, "row")}`,
      expected: `more than ${nClusters ?? Math.min(...wanted)}`,
    });
  return possible;
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
