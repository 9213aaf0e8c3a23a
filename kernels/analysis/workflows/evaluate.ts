import { type AnyEstimator, can } from "../compose/any-estimator.ts";
import type { ColumnTransformer } from "../compose/column-transformer.ts";
import type { Split } from "../model-selection/split.ts";
import type { ModelJson } from "../models/json.ts";
import type { Label } from "../models/target.ts";
import type { Run } from "../run.ts";
import type { Frame } from "../table/frame.ts";
import type { Matrix } from "../table/matrix.ts";
import { Table } from "../table/table.ts";
import { takeRows } from "../verbs/filter.ts";
import type { Candidate } from "./model-catalog.ts";

/** What every model of a workflow learns from. */
export interface TrainingData {
  /** The columns that are learned from. */
  readonly features: Frame;
  readonly target: readonly Label[];
  readonly splits: readonly Split[];
  readonly seed: number;
  readonly workers: number;
  preprocessor(): ColumnTransformer;
}

/** What a model says about the rows that it has not seen, fold by fold put together. */
export interface Evaluation {
  readonly name: string;
  /** One prediction per row. */
  readonly predictions: readonly Label[];
  /** Probabilities, rows x classes, or a decision value per row; absent when the model has neither. */
  readonly scores?: Float64Array;
  /** Numbers per row in `scores`. */
  readonly width: number;
  /** What was learned from all rows: how columns are made, and the model itself. */
  readonly preprocessor: ModelJson;
  readonly model: ModelJson;
  readonly seconds: number;
}

interface Fold {
  readonly predictions: readonly Label[];
  readonly scores: Float64Array | undefined;
  readonly width: number;
}

/**
 * Cross-validates a model and fits it on all rows: one step per fold and one more. Columns are prepared from the rows of each training
 * part alone, so nothing of the rows held out is known to the model.
 */
export async function evaluate(
  candidate: Candidate,
  data: TrainingData,
  run: Run<object>,
): Promise<Evaluation> {
  const start = performance.now();
  const folds = run.parts<Fold>("folds");
  const { splits } = data;
  let last: { preprocessor: ModelJson; model: ModelJson } | undefined;
  for await (const step of run.steps(splits.length + 1)) {
    if (step < splits.length && folds.length > step) continue;
    const rows = step < splits.length ? splits[step].train : undefined;
    const { preprocessor, model } = await fitOne(candidate, data, rows, run.child(`fit ${step}`));
    if (step < splits.length) {
      const held = takeRows(data.features, Int32Array.from(splits[step].test));
      folds.push(judge(model, preprocessor.transform(new Table(held))));
    } else last = { preprocessor: preprocessor.toJSON(), model: model.toJSON() };
  }
  return {
    name: candidate.name,
    ...together([...folds], splits, data.target.length),
    ...last!,
    seconds: (performance.now() - start) / 1000,
  };
}

async function fitOne(
  candidate: Candidate,
  { features, target, preprocessor: make, seed, workers }: TrainingData,
  rows: ArrayLike<number> | undefined,
  run: Run<object>,
): Promise<{ preprocessor: ColumnTransformer; model: AnyEstimator }> {
  const part = rows === undefined ? features : takeRows(features, Int32Array.from(rows));
  const y = rows === undefined ? target : Array.from(rows, (row) => target[row]);
  const preprocessor = make();
  const X = preprocessor.fitTransform(new Table(part));
  const model = (await candidate.load())(seed);
  await model.fitAsync(X, y as readonly string[], { run: run as Run<unknown>, workers });
  return { preprocessor, model };
}

function judge(model: AnyEstimator, X: Matrix): Fold {
  const predictions = Array.from(
    (model as unknown as { predict(X: Matrix): ArrayLike<Label> }).predict(X),
  );
  if (can(model, "predictProba")) {
    const { data, columns } = model.predictProba(X);
    return { predictions, scores: data, width: columns };
  }
  if (can(model, "decisionFunction")) {
    const found = model.decisionFunction(X);
    if (found instanceof Float64Array) return { predictions, scores: found, width: 1 };
  }
  return { predictions, scores: undefined, width: 0 };
}

/** Puts the folds together in the order of the rows. */
function together(folds: readonly Fold[], splits: readonly Split[], rows: number) {
  const predictions = new Array<Label>(rows);
  const { width } = folds[0];
  const scores = width > 0 ? new Float64Array(rows * width) : undefined;
  folds.forEach((fold, f) => {
    splits[f].test.forEach((row: number, i: number) => {
      predictions[row] = fold.predictions[i];
      for (let k = 0; k < width; k++) scores![row * width + k] = fold.scores![i * width + k];
    });
  });
  return { predictions, scores, width };
}
