import { AnalysisError } from "../base/errors.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import { type Frame, findColumn } from "../columns/frame.ts";
import { KFold, StratifiedKFold } from "../model-selection/split.ts";
import type { Target } from "../models/data.ts";
import { wrongOption } from "../models/option.ts";
import { checkNumbers, type Label, readClasses, requireNotContinuous } from "../models/target.ts";
import type { WorkflowResult } from "../report/result.ts";
import { plainRun } from "../run/plain-run.ts";
import type { Run } from "../run/run.ts";
import { takeRows } from "../verbs/filter.ts";
import { select } from "../verbs/select.ts";
import type { Outcome, TrainingData } from "./evaluate.ts";
import { planFeatures } from "./features.ts";
import { type Candidate, catalog, type TrainKind } from "./model-catalog.ts";
import { chosenSample, type SampleMode, sampleRows, sampleRule } from "./sample-mode.ts";
import { type TrainReport, trainResult } from "./train-report.ts";
import { doTraining } from "./training-job.ts";

/** Options of `trainClassifiers` and `trainRegressors`. */
export interface TrainOptions {
  /** The column that is predicted. Rows without it are left out. */
  readonly target: string;
  /** The columns that are learned from; default all others that can be. */
  readonly features?: readonly string[];
  /** Names of the models that are tried; default all. */
  readonly models?: readonly string[];
  /** Folds of the cross-validation, ≥ 2; default 5. Shuffled; of each class about the same share. */
  readonly cv?: number;
  /** How many rows are used; default "full". */
  readonly sample?: SampleMode;
  /** Threads that each train whole folds and models, ≥ 1; default 1. Any number gives the same digits. */
  readonly workers?: number;
}

/** What a checkpoint of a training saves besides the finished folds, which are parts. */
export interface TrainState {
  startedAt?: number;
}

const tableOf = (name: string, kind: TrainKind) =>
  modelOptions<TrainOptions & { run?: Run<unknown> }>(
    name,
    {
      target: rule.text,
      features: rule.texts,
      models: rule.someOf(catalog[kind].map((candidate) => candidate.name)),
      cv: rule.by(5, rule.integer(2)),
      sample: sampleRule,
      workers: rule.by(1, rule.workers),
      run: rule.run,
    },
    {
      bare: { text: "target" },
      habits: {
        y: ["target"],
        label: ["target"],
        outcome: ["target"],
        X: ["features"],
        columns: ["features"],
        model: ["models"],
        algorithms: ["models"],
        randomState: "Give the seed with the run: run: plainRun({ seed: 1 }).",
        seed: "Give the seed with the run: run: plainRun({ seed: 1 }).",
        testSize: "Leave it out: models are compared by cross-validation, cv: 5.",
        scoring: "Leave it out: every score is in the report.",
      },
    },
  );
const trainOptions = {
  classifiers: tableOf("trainClassifiers", "classifiers"),
  regressors: tableOf("trainRegressors", "regressors"),
};

/** Trains and compares models; the functions of the barrel load this on first use. */
export async function trainModels(
  kind: TrainKind,
  input: Frame,
  options: TrainOptions & { run?: Run<TrainState> },
): Promise<WorkflowResult<TrainReport>> {
  const what = kind === "classifiers" ? "trainClassifiers" : "trainRegressors";
  const own = trainOptions[kind].read(options) as TrainOptions & { run?: Run<TrainState> };
  const { run = plainRun<TrainState>({ name: what }), ...given } = own;
  if (given.target === undefined)
    throw wrongOption(what, "target", undefined, "the name of the column that is predicted");
  const plan = {
    ...given,
    cv: given.cv ?? 5,
    sample: given.sample ?? chosenSample(run),
    workers: given.workers ?? 1,
  };
  const candidates = chosen(kind, given.models);
  const sampled = sampleRows(withTarget(input, plan.target, what), plan.sample, run.seed, what);
  const features = planFeatures(sampled.table, { ...plan, what });
  const target = targetOf(kind, sampled.table, plan.target, what);
  const data: TrainingData = {
    plan: features,
    features: select(sampled.table, [...features.numeric, ...features.text]),
    target,
    splits: splitsOf(kind, target, plan.cv, run.seed),
    seed: run.seed,
  };
  if (run.first === 0) run.state = { startedAt: Date.now() };
  const startedAt = run.state.startedAt ?? Date.now();
  const result = (outcomes: readonly Outcome[]) =>
    trainResult(kind, outcomes, {
      data,
      candidates,
      notes: [
        ...(sampled.note ? [`Only ${sampled.note}.`] : []),
        ...features.notes,
        ...rareClasses(kind, target),
      ],
      provenance: {
        workflow: what,
        seed: run.seed,
        parameters: { ...plan, features: [...features.numeric, ...features.text] },
        input: { rows: input.length, columns: input.columns.length },
        startedAt,
        finishedAt: Date.now(),
        resumedAt: run.first,
      },
    });
  const { length: of } = candidates;
  return result(
    await doTraining(run, kind, candidates, data, plan.workers, (outcomes) =>
      run.partial(result(outcomes), outcomes.length, of),
    ),
  );
}

function chosen(kind: TrainKind, names: readonly string[] | undefined): readonly Candidate[] {
  const all = catalog[kind];
  if (names === undefined) return all;
  return all.filter(({ name }) => names.includes(name));
}

function withTarget(input: Frame, target: string, what: string): Frame {
  const column = findColumn(input, target);
  const rows = Int32Array.from({ length: input.length }, (_, row) => row).filter(
    (row) => !column.isMissing(row),
  );
  if (rows.length === 0)
    throw new AnalysisError("HF_TABLE_EMPTY", {
      what: `${what} has no row with a target`,
      column: target,
    });
  return rows.length === input.length ? input : takeRows(input, rows);
}

function targetOf(kind: TrainKind, table: Frame, name: string, what: string): readonly Label[] {
  const column = findColumn(table, name);
  if (kind === "regressors") {
    const numbers = checkNumbers(column, table.length, what);
    if (numbers.every((value) => value === numbers[0]))
      throw new AnalysisError("HF_MODEL_TARGET", {
        what: `${what} has nothing to explain: the target is constant`,
        column: name,
        got: `${numbers[0]} in ${numbers.length === 1 ? "the only row" : `all ${numbers.length} rows`}`,
        action: "Check the target column and the filter that made the table.",
      });
    return Array.from(numbers);
  }
  const labels = column
    .toArray()
    .map((value) => (value instanceof Date ? value.toISOString() : value!));
  const { classes } = readClasses(labels as unknown as Target, what);
  if (classes.length < 2)
    throw new AnalysisError("HF_MODEL_ONE_CLASS", {
      what: `${what} needs at least two classes`,
      column: name,
      got: `a constant target: only ${JSON.stringify(classes[0])}`,
      action: "Check the target column and the filter that made the table.",
    });
  requireNotContinuous(classes, labels.length, what, name);
  requireRowsOfClasses(labels, what, name);
  return labels;
}

/** @throws HF_MODEL_TARGET when fewer than two classes have more than one row */
function requireRowsOfClasses(labels: readonly Label[], what: string, column: string): void {
  const counts = countsOf(labels);
  const single = [...counts].filter(([, rows]) => rows === 1);
  if (counts.size - single.length >= 2) return;
  throw new AnalysisError("HF_MODEL_TARGET", {
    what: `${what} cannot learn a class from some rows and judge it by others`,
    column,
    got: `${single.length === 1 ? "the class" : `${single.length} classes, among them`} ${JSON.stringify(single[0][0])} with one row`,
    expected: "at least two classes with two rows or more",
    action: "Add rows, join rare classes, or use trainRegressors when the target is a number.",
  });
}

function countsOf(labels: readonly Label[]): Map<Label, number> {
  const counts = new Map<Label, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

/** Says which classes have too few rows to be in every fold. */
function rareClasses(kind: TrainKind, labels: readonly Label[]): string[] {
  if (kind === "regressors") return [];
  const single = [...countsOf(labels)].filter(([, rows]) => rows === 1).map(([label]) => label);
  if (single.length === 0) return [];
  const listed = single
    .slice(0, 5)
    .map((label) => JSON.stringify(label))
    .join(", ");
  const more = single.length > 5 ? ` and ${single.length - 5} more` : "";
  return [
    `${single.length === 1 ? "The class" : "The classes"} ${listed}${more} ${single.length === 1 ? "has" : "have"} one row, which is either learned from or judged by, not both.`,
  ];
}

function splitsOf(kind: TrainKind, target: readonly Label[], nSplits: number, randomState: number) {
  const options = { nSplits, shuffle: true, randomState };
  return kind === "classifiers"
    ? new StratifiedKFold(options).split(target.length, target as unknown as Target)
    : new KFold(options).split(target.length);
}
