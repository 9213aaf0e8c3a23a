import { type AnyEstimator, able, fitted } from "../compose/any-estimator.ts";
import { wrongOption } from "../models/option.ts";
import type { Label } from "../models/target.ts";
import { plainRun } from "../plain-run.ts";
import type { Features, Run, Target } from "../run.ts";
import { isClassifier, type Scoring, scorerFrom } from "./scoring.ts";
import { type Split, type Splitter, splitsFrom } from "./split.ts";
import { rowCount, takeRows, takeTarget } from "./take-rows.ts";

/** Options of cross-validation. */
export interface CrossValidationOptions {
  /** Number of folds (stratified for classifiers), default 5; or a splitter; or the splits themselves. */
  readonly cv?: number | Splitter | readonly Split[];
  /** Group of each row, for `GroupKFold`. */
  readonly groups?: Target;
  /** Gives progress, cancel and checkpoints: one step per fold. */
  readonly run?: Run<object>;
}

/** Options of `crossValidate`. */
export interface CrossValidateOptions<N extends string = string> extends CrossValidationOptions {
  /** Name of a score, a function, several by name, or null (default) for the estimator's own `score`. */
  readonly scoring?: Scoring | Readonly<Record<N, Scoring>>;
  /** Also score the rows learned from, default false. */
  readonly returnTrainScore?: boolean;
}

/** Scores of each fold by name; "score" when one scoring is given. */
export interface CrossValidation {
  readonly test: Readonly<Record<string, Float64Array>>;
  /** Present with `returnTrainScore`. */
  readonly train?: Readonly<Record<string, Float64Array>>;
  /** Milliseconds that each fit took. */
  readonly fitTime: Float64Array;
}

interface Fold {
  readonly test: number[];
  readonly train: number[];
  readonly fitTime: number;
}

/**
 * Fits a fresh copy of an estimator on each training part and scores it on the part held out.
 *
 * @throws HF_MODEL_OPTION, HF_MODEL_SHAPE, and what the estimator throws
 * @example const { test } = await crossValidate(model, X, y, { scoring: { accuracy: "accuracy", auc: "rocAuc" } });
 */
export async function crossValidate(
  estimator: AnyEstimator,
  X: Features,
  y: Target | undefined,
  options: CrossValidateOptions = {},
): Promise<CrossValidation> {
  const { scoring = null, returnTrainScore = false, run = plainRun<object>() } = options;
  const single = scoring === null || typeof scoring !== "object";
  const named = single ? { score: scoring as Scoring } : (scoring as Record<string, Scoring>);
  const scorers = Object.values(named).map(scorerFrom);
  const splits = splitsOf(estimator, X, y, options);
  const folds = run.parts<Fold>("folds");
  for await (const step of run.steps(splits.length)) {
    const { train, test } = splits[step];
    const trainX = takeRows(X, train);
    const trainY = y && takeTarget(y, train);
    const start = performance.now();
    const model = fitted(estimator, trainX, trainY);
    const fitTime = performance.now() - start;
    const testX = takeRows(X, test);
    const testY = y && takeTarget(y, test);
    folds.push({
      test: scorers.map((scorer) => scorer(model, testX, testY)),
      train: returnTrainScore ? scorers.map((scorer) => scorer(model, trainX, trainY)) : [],
      fitTime,
    });
  }
  const done = [...folds];
  const table = (part: "test" | "train") =>
    Object.fromEntries(
      Object.keys(named).map((name, at) => [
        name,
        Float64Array.from(done, (fold) => fold[part][at]),
      ]),
    );
  return {
    test: table("test"),
    ...(returnTrainScore ? { train: table("train") } : {}),
    fitTime: Float64Array.from(done, (fold) => fold.fitTime),
  };
}

/** The score of each fold; see `crossValidate`. */
export async function crossValScore(
  estimator: AnyEstimator,
  X: Features,
  y: Target | undefined,
  options: CrossValidationOptions & { readonly scoring?: Scoring } = {},
): Promise<Float64Array> {
  return (await crossValidate(estimator, X, y, options)).test.score;
}

/**
 * The prediction of each row by the model that has not seen it.
 *
 * @param options.method "predict" (default), or "predictProba" for the rows of probabilities
 * @throws HF_MODEL_OPTION when the splits do not test each row exactly once
 */
export async function crossValPredict(
  estimator: AnyEstimator,
  X: Features,
  y: Target | undefined,
  options: CrossValidationOptions & { readonly method?: "predict" | "predictProba" } = {},
): Promise<(Label | number[])[]> {
  const { method = "predict", run = plainRun<object>() } = options;
  if (method !== "predict" && method !== "predictProba")
    throw wrongOption("crossValPredict", "method", method, '"predict" or "predictProba"');
  const splits = splitsOf(estimator, X, y, options);
  const seen = new Uint8Array(rowCount(X));
  for (const { test } of splits) for (const row of test) seen[row]++;
  if (seen.some((times) => times !== 1))
    throw wrongOption("crossValPredict", "cv", "these splits", "splits that test each row once");
  const folds = run.parts<(Label | number[])[]>("predictions");
  for await (const step of run.steps(splits.length)) {
    const { train, test } = splits[step];
    const model = fitted(estimator, takeRows(X, train), y && takeTarget(y, train));
    const testX = takeRows(X, test);
    if (method === "predict") {
      folds.push(Array.from<Label>(able(model, "predict").predict(testX)));
      continue;
    }
    const { data, columns } = able(model, "predictProba").predictProba(testX);
    folds.push(Array.from(test, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]));
  }
  const out: (Label | number[])[] = new Array(seen.length);
  [...folds].forEach((fold, s) => {
    splits[s].test.forEach((row, i) => {
      out[row] = fold[i];
    });
  });
  return out;
}

function splitsOf(
  estimator: AnyEstimator,
  X: Features,
  y: Target | undefined,
  { cv = 5, groups }: CrossValidationOptions,
): readonly Split[] {
  return splitsFrom(cv, isClassifier(estimator) && y !== undefined, rowCount(X), y, groups);
}
