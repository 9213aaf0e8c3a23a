import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { AnyEstimator } from "../compose/any-estimator.ts";
import type { Features, Target } from "../models/data.ts";
import { wrongOption } from "../models/option.ts";
import { requireEstimator } from "../models/require-estimator.ts";
import type { Label } from "../models/target.ts";
import { plainRun } from "../run/plain-run.ts";
import type { Run } from "../run/run.ts";
import { doFolds } from "./fold-job.ts";
import { isClassifier, type Scoring, scorerFrom, scoringRule } from "./scoring.ts";
import { cvRule, type Split, type Splitter, splitsFrom } from "./split.ts";
import { rowCount } from "./take-rows.ts";

/** Options of cross-validation. */
export interface CrossValidationOptions {
  /** Number of folds (stratified for classifiers), default 5; or a splitter; or the splits themselves. */
  readonly cv?: number | Splitter | readonly Split[];
  /** Group of each row, for `GroupKFold`. */
  readonly groups?: Target;
  /** Gives progress, cancel and checkpoints: one step per fold. */
  readonly run?: Run<object>;
  /**
   * Threads that work at once, ≥ 1, default 1: each does whole folds. Any number gives the same digits; more than one takes neither
   * functions as scores nor estimators of your own.
   */
  readonly workers?: number;
}

/** Options of `crossValidate`. */
export interface CrossValidateOptions<N extends string = string> extends CrossValidationOptions {
  /** Name of a score, a function, several by name, or null (default) for the estimator's own `score`. */
  readonly scoring?: Scoring | Readonly<Record<N, Scoring>>;
  /** Also score the rows learned from, default false. */
  readonly returnTrainScore?: boolean;
}

const crossRules = {
  cv: rule.by(5, cvRule),
  groups: rule.perRow,
  run: rule.run,
  workers: rule.by(1, rule.workers),
};
const crossSettings = { bare: { number: "cv", text: "scoring", list: "groups" } };
const crossValidateOptions = modelOptions<CrossValidateOptions>(
  "crossValidate",
  {
    ...crossRules,
    scoring: rule.by(
      null,
      rule.either(
        scoringRule,
        rule.object(
          "an object { name: score }",
          (value) =>
            !Array.isArray(value) &&
            Object.values(value).every((score) => scoringRule.accepts(score)),
        ),
      ),
    ),
    returnTrainScore: rule.by(false, rule.flag),
  },
  crossSettings,
);
const crossValScoreOptions = modelOptions<CrossValidationOptions & { readonly scoring?: Scoring }>(
  "crossValScore",
  { ...crossRules, scoring: rule.by(null, scoringRule) },
  crossSettings,
);
const crossValPredictOptions = modelOptions<
  CrossValidationOptions & { readonly method?: "predict" | "predictProba" }
>(
  "crossValPredict",
  { ...crossRules, method: rule.by("predict", rule.oneOf(["predict", "predictProba"])) },
  { bare: { number: "cv", text: "method", list: "groups" } },
);

/** Scores of each fold by name; "score" when one scoring is given. */
export interface CrossValidation {
  readonly test: Readonly<Record<string, Float64Array>>;
  /** Present with `returnTrainScore`. */
  readonly train?: Readonly<Record<string, Float64Array>>;
  /** Milliseconds that each fit took. */
  readonly fitTime: Float64Array;
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
  requireEstimator(estimator, "crossValidate");
  const own = crossValidateOptions.read(options);
  const { scoring = null, returnTrainScore = false, run = plainRun<object>(), workers = 1 } = own;
  const single = scoring === null || typeof scoring !== "object";
  const named = single ? { score: scoring as Scoring } : (scoring as Record<string, Scoring>);
  const scorings = Object.values(named);
  scorings.map(scorerFrom);
  const done = await doFolds(run, {
    estimators: [estimator],
    X,
    y,
    splits: splitsOf(estimator, X, y, own),
    aim: { scoring: scorings, returnTrainScore },
    workers,
    what: "cross-validation",
  });
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
  requireEstimator(estimator, "crossValScore");
  return (await crossValidate(estimator, X, y, crossValScoreOptions.read(options))).test.score;
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
  requireEstimator(estimator, "crossValPredict");
  const own = crossValPredictOptions.read(options);
  const { method = "predict", run = plainRun<object>(), workers = 1 } = own;
  const splits = splitsOf(estimator, X, y, own);
  const seen = new Uint8Array(rowCount(X));
  for (const { test } of splits) for (const row of test) seen[row]++;
  if (seen.some((times) => times !== 1))
    throw wrongOption("crossValPredict", "cv", "these splits", "splits that test each row once");
  const folds = await doFolds(run, {
    estimators: [estimator],
    X,
    y,
    splits,
    aim: { method },
    workers,
    what: "crossValPredict",
  });
  const out: (Label | number[])[] = new Array(seen.length);
  folds.forEach(({ predictions }, s) => {
    splits[s].test.forEach((row, i) => {
      out[row] = predictions[i];
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
