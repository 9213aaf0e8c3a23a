import { type AnyEstimator, able, fitted } from "../compose/any-estimator.ts";
import type { Features, Target } from "../models/data.ts";
import type { Label } from "../models/target.ts";
import { type Scoring, scorerFrom } from "./scoring.ts";
import type { Split } from "./split.ts";
import { takeRows, takeTarget } from "./take-rows.ts";

/** What is wanted of each fold: scores, or a prediction of each row held out. */
export type FoldAim =
  | { readonly scoring: readonly Scoring[]; readonly returnTrainScore: boolean }
  | { readonly method: "predict" | "predictProba" };

/** What came out of a fold. */
export interface FoldResult {
  /** One per scoring. */
  readonly test: readonly number[];
  /** One per scoring, with `returnTrainScore`. */
  readonly train: readonly number[];
  readonly predictions: readonly (Label | number[])[];
  /** Milliseconds of the fit. */
  readonly fitTime: number;
}

/** Fits a copy of an estimator on the training part of a split and looks at the part held out. */
export function foldResult(
  estimator: AnyEstimator,
  { X, y }: { readonly X: Features; readonly y: Target | undefined },
  { train, test }: Split,
  aim: FoldAim,
): FoldResult {
  const trainX = takeRows(X, train);
  const trainY = y && takeTarget(y, train);
  const start = performance.now();
  const model = fitted(estimator, trainX, trainY);
  const fitTime = performance.now() - start;
  const testX = takeRows(X, test);
  if ("method" in aim)
    return { test: [], train: [], predictions: predict(model, testX, aim.method), fitTime };
  const testY = y && takeTarget(y, test);
  const scorers = aim.scoring.map(scorerFrom);
  return {
    test: scorers.map((scorer) => scorer(model, testX, testY)),
    train: aim.returnTrainScore ? scorers.map((scorer) => scorer(model, trainX, trainY)) : [],
    predictions: [],
    fitTime,
  };
}

function predict(
  model: AnyEstimator,
  X: Features,
  method: "predict" | "predictProba",
): (Label | number[])[] {
  if (method === "predict") return Array.from<Label>(able(model, "predict").predict(X));
  const { data, rows, columns } = able(model, "predictProba").predictProba(X);
  return Array.from({ length: rows }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);
}
