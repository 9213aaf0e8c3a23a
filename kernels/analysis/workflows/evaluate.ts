import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import type { Frame } from "../columns/frame.ts";
import { type AnyEstimator, can } from "../compose/any-estimator.ts";
import type { Split } from "../model-selection/split.ts";
import type { Target } from "../models/data.ts";
import type { ModelJson } from "../models/json.ts";
import { type Label, sortLabels } from "../models/target.ts";
import { Table } from "../table/table.ts";
import { takeRows } from "../verbs/filter.ts";
import { type FeaturePlan, preprocessor } from "./features.ts";

/** What every model of a workflow learns from. */
export interface TrainingData {
  /** The columns that are learned from, and how. */
  readonly plan: FeaturePlan;
  readonly features: Frame;
  readonly target: ArrayLike<Label>;
  readonly splits: readonly Split[];
  readonly seed: number;
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

/** A model that could not be trained. */
export interface Failure {
  readonly name: string;
  readonly error: string;
}

/** A finished model, or why it could not be. */
export type Outcome = Evaluation | Failure;

/** What a model says about the rows held out of one fold. */
interface Held {
  readonly predictions: readonly Label[];
  readonly scores: Float64Array | undefined;
  readonly width: number;
  readonly seconds: number;
}

/** What a model has learned from all rows. */
interface Whole {
  readonly preprocessor: ModelJson;
  readonly model: ModelJson;
  readonly seconds: number;
}

/** One piece of the work on a model: a fold, or the fit on all rows; `error` when the data cannot be used for this model. */
export type TrainingUnit = Held | Whole | { readonly error: string };

/** Pieces of the work on each model: its folds, and all rows. */
export function unitsPerModel({ splits }: TrainingData): number {
  return splits.length + 1;
}

/**
 * Does one piece of the work on a model; gives the model with what it is to be fitted to, and goes on when it is. Columns are prepared from the rows of the training part alone, so nothing of the rows held out
 * is known to the model.
 */
export function* trainingUnit(
  make: (randomState: number) => AnyEstimator,
  data: TrainingData,
  fold: number,
): Generator<{ model: AnyEstimator; X: Matrix; y: Target }, TrainingUnit, void> {
  const start = performance.now();
  const { features, target, splits, plan, seed } = data;
  const rows = fold < splits.length ? splits[fold].train : undefined;
  const part = rows === undefined ? features : takeRows(features, Int32Array.from(rows));
  const y = rows === undefined ? Array.from(target) : Array.from(rows, (row) => target[row]);
  const columns = preprocessor(plan);
  const X = columns.fitTransform(new Table(part));
  const model = make(seed);
  yield { model, X, y: y as Target };
  const seconds = () => (performance.now() - start) / 1000;
  if (fold === splits.length)
    return { preprocessor: columns.toJSON(), model: model.toJSON(), seconds: seconds() };
  const held = takeRows(features, Int32Array.from(splits[fold].test));
  return { ...judge(model, columns.transform(new Table(held)), target), seconds: seconds() };
}

/** What is wrong with the data for one model alone does not end the others. @throws any other error */
export function unitFailure(error: unknown): TrainingUnit {
  if (!(error instanceof AnalysisError)) throw error;
  return { error: error.message };
}

/** @param target of all rows: a fold may lack a class, which then has the probability 0 */
function judge(model: AnyEstimator, X: Matrix, target: ArrayLike<Label>): Omit<Held, "seconds"> {
  const predictions = Array.from(
    (model as unknown as { predict(X: Matrix): ArrayLike<Label> }).predict(X),
  );
  if (can(model, "predictProba")) {
    const known = (model as unknown as { classes_: readonly Label[] }).classes_;
    const { data, columns, rows } = model.predictProba(X);
    const all = sortLabels(Array.from(target));
    if (all.length === columns) return { predictions, scores: data, width: columns };
    const scores = new Float64Array(rows * all.length);
    all.forEach((label, k) => {
      const own = known.indexOf(label);
      if (own >= 0)
        for (let i = 0; i < rows; i++) scores[i * all.length + k] = data[i * columns + own];
    });
    return { predictions, scores, width: all.length };
  }
  if (can(model, "decisionFunction")) {
    const found = model.decisionFunction(X);
    if (found instanceof Float64Array) return { predictions, scores: found, width: 1 };
  }
  return { predictions, scores: undefined, width: 0 };
}

/** Puts the pieces of a model together, in the order of the rows; of several failures the first counts. */
export function outcomeOf(
  name: string,
  units: readonly TrainingUnit[],
  { splits, target }: TrainingData,
): Outcome {
  const failure = units.find((unit) => "error" in unit);
  if (failure !== undefined) return { name, error: failure.error };
  const folds = units.slice(0, splits.length) as readonly Held[];
  const { preprocessor: columns, model } = units[splits.length] as Whole;
  const rows = target.length;
  const predictions = new Array<Label>(rows);
  // A fold that lacks a class may have scores of another form.
  const width = folds.every((fold) => fold.width === folds[0].width) ? folds[0].width : 0;
  const scores = width > 0 ? new Float64Array(rows * width) : undefined;
  folds.forEach((fold, f) => {
    splits[f].test.forEach((row: number, i: number) => {
      predictions[row] = fold.predictions[i];
      for (let k = 0; k < width; k++) scores![row * width + k] = fold.scores![i * width + k];
    });
  });
  let seconds = 0;
  for (const unit of units) seconds += (unit as Held | Whole).seconds;
  return { name, predictions, scores, width, preprocessor: columns, model, seconds };
}
