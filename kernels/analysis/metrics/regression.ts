import * as rule from "../base/option-rules.ts";
import type { Target } from "../models/data.ts";
import { rSquared } from "../models/regressor.ts";
import { checkNumbers, requireList } from "../models/target.ts";
import { checkWeights } from "../models/weights.ts";
import { checkLengths } from "./labels.ts";
import { metricOptions } from "./metric-options.ts";

/** Options of the metrics of numbers. */
export interface RegressionMetricOptions {
  /** One weight per row, default all 1. */
  readonly sampleWeight?: ArrayLike<number>;
}

const regressionOptions = metricOptions<RegressionMetricOptions>(
  [
    "r2Score",
    "meanSquaredError",
    "rootMeanSquaredError",
    "meanAbsoluteError",
    "meanAbsolutePercentageError",
    "medianAbsoluteError",
    "maxError",
    "explainedVarianceScore",
  ],
  { sampleWeight: rule.perRow },
);

interface Pair {
  readonly expected: Float64Array;
  readonly got: Float64Array;
  readonly weight: Float64Array | undefined;
}

function pair(what: string, yTrue: Target, yPred: Target, options: RegressionMetricOptions): Pair {
  requireList(yTrue, what);
  requireList(yPred, what);
  const { sampleWeight } = regressionOptions(what).read(options);
  checkLengths(what, yTrue.length, yPred.length);
  return {
    expected: checkNumbers(yTrue, yTrue.length, what),
    got: checkNumbers(yPred, yTrue.length, what),
    weight: checkWeights(sampleWeight, yTrue.length, what),
  };
}

function meanOf(
  { expected, got, weight }: Pair,
  loss: (expected: number, got: number) => number,
): number {
  let total = 0;
  let weights = 0;
  for (let i = 0; i < expected.length; i++) {
    const w = weight === undefined ? 1 : weight[i];
    total += w * loss(expected[i], got[i]);
    weights += w;
  }
  return total / weights;
}

/** The coefficient of determination R²; at most 1, 0 for the mean of yTrue. @throws HF_MODEL_SHAPE, HF_MODEL_NOT_NUMERIC */
export function r2Score(
  yTrue: Target,
  yPred: Target,
  options: RegressionMetricOptions = {},
): number {
  const { expected, got, weight } = pair("r2Score", yTrue, yPred, options);
  return rSquared(expected, got, weight);
}

/** The mean squared error. @throws HF_MODEL_SHAPE, HF_MODEL_NOT_NUMERIC */
export function meanSquaredError(
  yTrue: Target,
  yPred: Target,
  options: RegressionMetricOptions = {},
): number {
  return meanOf(pair("meanSquaredError", yTrue, yPred, options), (a, b) => (a - b) * (a - b));
}

/** The root of the mean squared error, in the unit of the target. @throws HF_MODEL_SHAPE, HF_MODEL_NOT_NUMERIC */
export function rootMeanSquaredError(
  yTrue: Target,
  yPred: Target,
  options: RegressionMetricOptions = {},
): number {
  return Math.sqrt(meanSquaredError(yTrue, yPred, options));
}

/** The mean absolute error. @throws HF_MODEL_SHAPE, HF_MODEL_NOT_NUMERIC */
export function meanAbsoluteError(
  yTrue: Target,
  yPred: Target,
  options: RegressionMetricOptions = {},
): number {
  return meanOf(pair("meanAbsoluteError", yTrue, yPred, options), (a, b) => Math.abs(a - b));
}

/** The mean of |error| / |true value| as a share (0.1 is 10 %); a true value of 0 counts as 2.2e-16. @throws HF_MODEL_SHAPE, HF_MODEL_NOT_NUMERIC */
export function meanAbsolutePercentageError(
  yTrue: Target,
  yPred: Target,
  options: RegressionMetricOptions = {},
): number {
  return meanOf(
    pair("meanAbsolutePercentageError", yTrue, yPred, options),
    (a, b) => Math.abs(a - b) / Math.max(Math.abs(a), Number.EPSILON),
  );
}

/**
 * The median absolute error; with weights the smallest error at which half of the weight is reached.
 *
 * @throws HF_MODEL_SHAPE, HF_MODEL_NOT_NUMERIC
 */
export function medianAbsoluteError(
  yTrue: Target,
  yPred: Target,
  options: RegressionMetricOptions = {},
): number {
  const { expected, got, weight } = pair("medianAbsoluteError", yTrue, yPred, options);
  const errors = expected.map((value, i) => Math.abs(value - got[i]));
  if (weight === undefined) {
    errors.sort();
    const half = errors.length >> 1;
    return errors.length % 2 === 1 ? errors[half] : (errors[half - 1] + errors[half]) / 2;
  }
  const order = [...errors.keys()].sort((a, b) => errors[a] - errors[b]);
  const total = weight.reduce((a, b) => a + b, 0);
  let reached = 0;
  for (const i of order) {
    reached += weight[i];
    if (reached >= total / 2) return errors[i];
  }
  return errors[order.at(-1)!];
}

/** The largest absolute error. @throws HF_MODEL_SHAPE, HF_MODEL_NOT_NUMERIC */
export function maxError(yTrue: Target, yPred: Target): number {
  const { expected, got } = pair("maxError", yTrue, yPred, {});
  let worst = 0;
  for (let i = 0; i < got.length; i++) worst = Math.max(worst, Math.abs(expected[i] - got[i]));
  return worst;
}

/** 1 - variance of the errors / variance of the target: R² that forgives a constant shift. @throws HF_MODEL_SHAPE, HF_MODEL_NOT_NUMERIC */
export function explainedVarianceScore(
  yTrue: Target,
  yPred: Target,
  options: RegressionMetricOptions = {},
): number {
  const given = pair("explainedVarianceScore", yTrue, yPred, options);
  const meanError = meanOf(given, (a, b) => a - b);
  const meanTrue = meanOf(given, (a) => a);
  const errors = meanOf(given, (a, b) => (a - b - meanError) ** 2);
  const spread = meanOf(given, (a) => (a - meanTrue) ** 2);
  if (spread === 0) return errors === 0 ? 1 : 0;
  return 1 - errors / spread;
}
