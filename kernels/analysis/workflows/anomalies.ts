import { IsolationForest } from "../anomaly/isolation-forest.ts";
import { LocalOutlierFactor } from "../anomaly/local-outlier-factor.ts";
import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import { type Frame, frame } from "../columns/frame.ts";
import type { AnyEstimator } from "../compose/any-estimator.ts";
import { requireInteger } from "../models/option.ts";
import type { WorkflowResult } from "../report/result.ts";
import { plainRun } from "../run/plain-run.ts";
import type { Run } from "../run/run.ts";
import { quantile } from "../stats/quantile.ts";
import { OneClassSVM } from "../svm/one-class-svm.ts";
import { Table } from "../table/table.ts";
import { select } from "../verbs/select.ts";
import {
  type AnomalyMethod,
  type AnomalyReport,
  anomalyCharts,
  anomalySummary,
  type MethodFinding,
  reasonsFor,
} from "./anomaly-report.ts";
import { planFeatures, preprocessor } from "./features.ts";
import { chosenSample, type SampleMode, sampleRows, sampleRule } from "./sample-mode.ts";

/** Options of `detectAnomalies`. */
export interface AnomalyOptions {
  /** The columns that are looked at; default all that can be. */
  readonly features?: readonly string[];
  /** Default all three. */
  readonly methods?: readonly AnomalyMethod[];
  /** Share of rows that each method may call unusual, above 0 and at most 0.5; default 0.05. */
  readonly contamination?: number;
  /** Methods that must agree, 1 … their number; default more than half of them. */
  readonly agreement?: number;
  /** How many rows are used; default "full". */
  readonly sample?: SampleMode;
  /** Threads for methods that can use several, ≥ 1; default 1. */
  readonly workers?: number;
}

/** What a checkpoint saves besides the finished methods, which are parts. */
export interface AnomalyState {
  startedAt?: number;
}

const methods: readonly AnomalyMethod[] = ["isolationForest", "localOutlierFactor", "oneClassSVM"];

const anomalyOptions = modelOptions<AnomalyOptions & { run?: Run<unknown> }>(
  "detectAnomalies",
  {
    features: rule.texts,
    methods: rule.someOf(methods),
    contamination: rule.by(0.05, rule.number({ above: 0, max: 0.5 })),
    agreement: rule.integer(1),
    sample: sampleRule,
    workers: rule.by(1, rule.workers),
    run: rule.run,
  },
  {
    bare: { number: "contamination", list: "features" },
    habits: {
      columns: ["features"],
      method: ["methods"],
      nu: ["contamination"],
      seed: "Give the seed with the run: run: plainRun({ seed: 1 }).",
      randomState: "Give the seed with the run: run: plainRun({ seed: 1 }).",
    },
  },
);

/** Finds anomalies; `detectAnomalies` of the barrel loads this on first use. */
export async function findAnomalies(
  input: Frame,
  options: AnomalyOptions & { run?: Run<AnomalyState> },
): Promise<WorkflowResult<AnomalyReport>> {
  const what = "detectAnomalies";
  const own = anomalyOptions.read(options) as AnomalyOptions & { run?: Run<AnomalyState> };
  const { run = plainRun<AnomalyState>({ name: what }), ...given } = own;
  const wanted = given.methods ?? methods;
  const plan = {
    ...given,
    methods: methods.filter((method) => wanted.includes(method)),
    contamination: given.contamination ?? 0.05,
    sample: given.sample ?? chosenSample(run),
    workers: given.workers ?? 1,
  };
  const agreement = given.agreement ?? Math.floor(plan.methods.length / 2) + 1;
  requireInteger(what, "agreement", agreement, 1, plan.methods.length);
  const sampled = sampleRows(input, plan.sample, run.seed, what);
  const features = planFeatures(sampled.table, { ...plan, what });
  const chosen = select(sampled.table, [...features.numeric, ...features.text]);
  const matrix = preprocessor(features).fitTransform(new Table(chosen));
  const found = run.parts<MethodFinding>("methods");
  if (run.first === 0) run.state = { startedAt: Date.now() };
  const startedAt = run.state.startedAt ?? Date.now();
  const result = (): WorkflowResult<AnomalyReport> => {
    const findings = [...found].slice(0, plan.methods.length);
    // While methods are missing, those that are there must do.
    const needed = Math.min(agreement, findings.length);
    const votes = votesOf(findings, matrix.rows);
    const order = unusual(findings, votes, needed);
    const report: AnomalyReport = {
      findings,
      votes,
      rows: order.map((row) => sampled.rows[row]),
      reasons: reasonsFor(order, chosen),
      agreement: needed,
      looked: matrix.rows,
      notes: [...(sampled.note ? [`Only ${sampled.note}.`] : []), ...features.notes],
    };
    return {
      data: report,
      table: anomalyTable(sampled.table, order, report),
      charts: anomalyCharts(report, chosen),
      summary: anomalySummary(report),
      provenance: {
        workflow: what,
        seed: run.seed,
        parameters: { ...plan, agreement },
        input: { rows: input.length, columns: input.columns.length },
        startedAt,
        finishedAt: Date.now(),
        resumedAt: run.first,
      },
      ...(findings.length < plan.methods.length && {
        partial: { n: findings.length, of: plan.methods.length },
      }),
    };
  };
  for await (const step of run.steps(plan.methods.length)) {
    if (found.length <= step) {
      const method = plan.methods[step];
      const child = run.child<object>(method, { state: {} });
      found.push(await findBy(method, matrix, plan, child, run.seed));
    }
    run.partial(result(), step + 1, plan.methods.length);
  }
  return result();
}

async function findBy(
  method: AnomalyMethod,
  matrix: Matrix,
  { contamination, workers }: { contamination: number; workers: number },
  run: Run<object>,
  seed: number,
): Promise<MethodFinding> {
  const learn = async <E extends AnyEstimator>(model: E): Promise<E> =>
    model.fitAsync(matrix, undefined, { run: run as Run<unknown>, workers });
  const normal = await (async (): Promise<Float64Array> => {
    switch (method) {
      case "isolationForest": {
        const model = new IsolationForest({ randomState: seed });
        await learn(model as unknown as AnyEstimator);
        return model.scoreSamples(matrix);
      }
      case "localOutlierFactor": {
        const model = new LocalOutlierFactor();
        await learn(model as unknown as AnyEstimator);
        return model.negativeOutlierFactor_!;
      }
      case "oneClassSVM": {
        const model = new OneClassSVM({ nu: contamination });
        await learn(model as unknown as AnyEstimator);
        return model.decisionFunction(matrix);
      }
      default:
        return method satisfies never;
    }
  })();
  const scores = normal.map((score) => -score);
  return { method, scores, border: quantile(scores, 1 - contamination) };
}

function votesOf(findings: readonly MethodFinding[], rows: number): Int32Array {
  const votes = new Int32Array(rows);
  for (const { scores, border } of findings)
    for (let row = 0; row < rows; row++) if (scores[row] > border) votes[row]++;
  return votes;
}

/** Rows with enough votes, by the mean of their ranks over the methods. */
function unusual(
  findings: readonly MethodFinding[],
  votes: Int32Array,
  needed: number,
): Int32Array {
  const ranks = new Float64Array(votes.length);
  for (const { scores } of findings) {
    const order = Int32Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b] || b - a);
    order.forEach((row, rank) => {
      ranks[row] += rank;
    });
  }
  return Int32Array.from(votes.keys())
    .filter((row) => needed > 0 && votes[row] >= needed)
    .sort((a, b) => ranks[b] - ranks[a] || a - b);
}

/** The unusual rows with their votes and scores in front. */
function anomalyTable(from: Frame, order: Int32Array, report: AnomalyReport): Table {
  const rows = new Table(from).take(order);
  const found = Table.from({
    row: report.rows,
    votes: Int32Array.from(order, (row) => report.votes[row]),
    ...Object.fromEntries(
      report.findings.map(({ method, scores }) => [
        `${method}Score`,
        Float64Array.from(order, (row) => scores[row]),
      ]),
    ),
    reason: report.reasons as string[],
  });
  const taken = new Set(found.columnNames as string[]);
  const others = rows.columns.filter(({ name }) => !taken.has(name));
  return new Table(frame([...found.columns, ...others], order.length));
}
