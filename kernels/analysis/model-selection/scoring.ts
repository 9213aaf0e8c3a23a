import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { type AnyEstimator, able, can } from "../compose/any-estimator.ts";
import { accuracyScore, balancedAccuracyScore, matthewsCorrcoef } from "../metrics/confusion.ts";
import { averagePrecisionScore } from "../metrics/curves.ts";
import { f1Score, precisionScore, recallScore } from "../metrics/precision-recall.ts";
import { brierScoreLoss, logLoss, rocAucScore } from "../metrics/probabilities.ts";
import {
  explainedVarianceScore,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  medianAbsoluteError,
  r2Score,
  rootMeanSquaredError,
} from "../metrics/regression.ts";
import { Classifier } from "../models/classifier.ts";
import type { Features, Target } from "../models/data.ts";
import { wrongOption } from "../models/option.ts";

/** Scores a fitted estimator on rows; higher is better. */
export type Scorer = (estimator: AnyEstimator, X: Features, y: Target | undefined) => number;

type Metric = (yTrue: Target, yPred: Target) => number;

const byPrediction = {
  accuracy: accuracyScore,
  balancedAccuracy: balancedAccuracyScore,
  matthewsCorrcoef,
  precision: precisionScore,
  recall: recallScore,
  f1: f1Score,
  precisionMacro: (a, b) => precisionScore(a, b, { average: "macro" }),
  recallMacro: (a, b) => recallScore(a, b, { average: "macro" }),
  f1Macro: (a, b) => f1Score(a, b, { average: "macro" }),
  f1Micro: (a, b) => f1Score(a, b, { average: "micro" }),
  f1Weighted: (a, b) => f1Score(a, b, { average: "weighted" }),
  r2: r2Score,
  explainedVariance: explainedVarianceScore,
  negMeanSquaredError: (a, b) => -meanSquaredError(a, b),
  negRootMeanSquaredError: (a, b) => -rootMeanSquaredError(a, b),
  negMeanAbsoluteError: (a, b) => -meanAbsoluteError(a, b),
  negMedianAbsoluteError: (a, b) => -medianAbsoluteError(a, b),
  negMeanAbsolutePercentageError: (a, b) => -meanAbsolutePercentageError(a, b),
  maxError: (a, b) => -maxError(a, b),
} satisfies Record<string, Metric>;

const byScore = {
  rocAuc: (model, X, y) => rocAucScore(y, positiveScores(model, X)),
  averagePrecision: (model, X, y) => averagePrecisionScore(y, positiveScores(model, X)),
  rocAucOvr: (model, X, y) => rocAucScore(y, proba(model, X), { labels: classesOf(model) }),
  rocAucOvo: (model, X, y) =>
    rocAucScore(y, proba(model, X), { labels: classesOf(model), multiClass: "ovo" }),
  negLogLoss: (model, X, y) => -logLoss(y, proba(model, X), { labels: classesOf(model) }),
  negBrierScore: (model, X, y) => -brierScoreLoss(y, secondColumn(proba(model, X))),
} satisfies Record<string, (model: AnyEstimator, X: Features, y: Target) => number>;

/** Names of scores, of which higher is always better: losses are negated. */
export type ScoreName = keyof typeof byPrediction | keyof typeof byScore;

/** What a `scoring` option can be: a name, a function of the fitted estimator, or null for the estimator's own `score`. */
export type Scoring = ScoreName | Scorer | null;

const scoreNames = [...Object.keys(byPrediction), ...Object.keys(byScore)];

/** What `scoring` can be. */
export const scoringRule = rule.either(
  rule.oneOf([...scoreNames, null], {
    mse: "negMeanSquaredError",
    meanSquaredError: "negMeanSquaredError",
    rmse: "negRootMeanSquaredError",
    rootMeanSquaredError: "negRootMeanSquaredError",
    mae: "negMeanAbsoluteError",
    meanAbsoluteError: "negMeanAbsoluteError",
    mape: "negMeanAbsolutePercentageError",
    auc: "rocAuc",
    logLoss: "negLogLoss",
    logloss: "negLogLoss",
    brier: "negBrierScore",
    mcc: "matthewsCorrcoef",
    rSquared: "r2",
    acc: "accuracy",
  }),
  rule.callback,
);

/** @throws HF_MODEL_OPTION for a name that no score has */
export function scorerFrom(scoring: Scoring): Scorer {
  if (typeof scoring === "function") return scoring;
  if (scoring === null) return (model, X, y) => able(model, "score").score(X, y);
  if (Object.hasOwn(byScore, scoring))
    return (model, X, y) => byScore[scoring as keyof typeof byScore](model, X, y!);
  if (Object.hasOwn(byPrediction, scoring)) {
    const metric: Metric = byPrediction[scoring as keyof typeof byPrediction];
    return (model, X, y) => metric(y!, able(model, "predict").predict(X));
  }
  throw wrongOption("cross-validation", "scoring", scoring, scoringRule.expected);
}

/** Whether an estimator tells classes apart: itself, or the one inside of it that sees the target. */
export function isClassifier(estimator: object): boolean {
  if (estimator instanceof Classifier) return true;
  const { params } = estimator as {
    params?: { steps?: readonly (readonly [string, object])[]; estimator?: object };
  };
  const inner = params?.steps?.at(-1)?.[1] ?? params?.estimator;
  return inner !== undefined && isClassifier(inner);
}

function proba(model: AnyEstimator, X: Features): Matrix {
  return able(model, "predictProba").predictProba(X);
}

function classesOf(model: AnyEstimator) {
  return (model as { classes_?: readonly (string | number | boolean)[] }).classes_;
}

/** Scores for the second of two classes: decision values where there are some, else probabilities. */
function positiveScores(model: AnyEstimator, X: Features): Float64Array {
  if (can(model, "decisionFunction") && !isSteps(model)) {
    const scores = model.decisionFunction(X);
    if (scores instanceof Float64Array) return scores;
  }
  return secondColumn(proba(model, X));
}

function isSteps(model: { readonly params: object }): boolean {
  return "steps" in model.params;
}

function secondColumn({ data, rows, columns }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => data[i * columns + columns - 1]);
}
