import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import { OneStepClassifier } from "../models/classifier.ts";
import type { Features, Target } from "../models/data.ts";
import { checkFeatures } from "../models/input.ts";
import { wrongOption } from "../models/option.ts";
import { type Classes, checkClasses } from "../models/target.ts";
import { checkWeights } from "../models/weights.ts";
import { type ColumnMoments, columnMoments } from "../numeric/column-moments.ts";
import { normaliseLogs } from "./log-probabilities.ts";

/** Options of `GaussianNB`. */
export interface GaussianNBOptions {
  /** Prior probability of each class, sum 1; null (default) takes the shares of the rows. */
  readonly priors?: readonly number[] | null;
  /** Share of the largest variance of a column that is added to every variance, at least 0, default 1e-9. */
  readonly varSmoothing?: number;
}

interface Data {
  readonly matrix: Matrix;
  readonly y: Classes;
  readonly weights: Float64Array | undefined;
}

interface Learned {
  readonly theta: Float64Array;
  readonly variance: Float64Array;
  readonly prior: Float64Array;
  readonly epsilon: number;
}

const gaussianNBOptions = modelOptions<GaussianNBOptions>("GaussianNB", {
  priors: rule.by(
    null,
    rule.orNull({
      expected: "a list with one number per class",
      accepts: Array.isArray,
    }),
  ),
  varSmoothing: rule.by(1e-9, rule.number({ min: 0 })),
});

/**
 * Naive Bayes with a normal distribution per class and column.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_ONE_CLASS, HF_MODEL_OPTION.
 *
 * Source: Chan, Golub and LeVeque (1983) for the variances; scikit-learn's smoothing.
 */
export class GaussianNB extends OneStepClassifier<GaussianNBOptions, Learned, Data> {
  readonly name = "GaussianNB";
  /** Means, classes x columns. */
  theta_: Matrix | undefined;
  /** Variances with the smoothing, classes x columns. */
  var_: Matrix | undefined;
  /** Prior probability of each class. */
  classPrior_: Float64Array | undefined;
  /** What was added to every variance. */
  epsilon_: number | undefined;

  constructor(options: GaussianNBOptions = {}) {
    super(gaussianNBOptions, options);
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const { priors } = this.params;
    const matrix = checkFeatures(X, { what: this.name });
    const classes = checkClasses(y, matrix.rows, this.name);
    if (priors !== null) {
      const total = priors.reduce((a, b) => a + b, 0);
      const good = priors.length === classes.classes.length && priors.every((prior) => prior >= 0);
      if (!good || Math.abs(total - 1) > 1e-8)
        throw wrongOption(
          this.name,
          "priors",
          priors.join(", "),
          `${classes.classes.length} numbers of at least 0 with the sum 1`,
        );
    }
    return { matrix, y: classes, weights: checkWeights(sampleWeight, matrix.rows, this.name) };
  }

  protected learn({ matrix, y, weights }: Data): Learned {
    const { columns: p, rows } = matrix;
    const k = y.classes.length;
    const groups = { codes: y.codes, count: k };
    const found = columnMoments(matrix, weights, groups);
    const theta = found.mean;
    // Smoothing looks at all rows alike.
    const alike = weights === undefined ? found : columnMoments(matrix, undefined, groups);
    const epsilon = this.params.varSmoothing * largestVariance(alike, p, rows);
    const variance = found.variance.map((own) => own + epsilon);
    const prior = new Float64Array(k);
    let total = 0;
    for (let c = 0; c < k; c++) {
      prior[c] = found.weight[c * p];
      total += prior[c];
    }
    const { priors } = this.params;
    for (let c = 0; c < k; c++) prior[c] = priors === null ? prior[c] / total : priors[c];
    return { theta, variance, prior, epsilon };
  }
  protected store({ theta, variance, prior, epsilon }: Learned, { matrix, y }: Data): void {
    const shape = { rows: y.classes.length, columns: matrix.columns };
    this.rememberColumns(matrix);
    this.classes_ = y.classes;
    this.theta_ = { data: theta, ...shape };
    this.var_ = { data: variance, ...shape };
    this.classPrior_ = prior;
    this.epsilon_ = epsilon;
  }

  protected probabilities(matrix: Matrix): Float64Array {
    return normaliseLogs(this.#jointLogs(matrix), this.classes_!.length);
  }
  protected override predictCodes(matrix: Matrix): Int32Array {
    // The logarithms, because probabilities below 1e-308 would tie at 0.
    const joint = this.#jointLogs(matrix);
    const k = this.classes_!.length;
    const out = new Int32Array(matrix.rows);
    for (let i = 0; i < matrix.rows; i++)
      for (let c = 1; c < k; c++) if (joint[i * k + c] > joint[i * k + out[i]]) out[i] = c;
    return out;
  }

  #jointLogs({ data, rows, columns: p }: Matrix): Float64Array {
    const theta = this.theta_!.data;
    const k = this.classes_!.length;
    const inverse = this.var_!.data.map((v) => 1 / v);
    const constant = new Float64Array(k);
    for (let c = 0; c < k; c++) {
      constant[c] = Math.log(this.classPrior_![c]);
      for (let j = 0; j < p; j++)
        constant[c] -= 0.5 * Math.log(2 * Math.PI * this.var_!.data[c * p + j]);
    }
    const out = new Float64Array(rows * k);
    for (let i = 0; i < rows; i++)
      for (let c = 0; c < k; c++) {
        let sum = 0;
        for (let j = 0, a = i * p, b = c * p; j < p; j++, a++, b++) {
          const d = data[a] - theta[b];
          sum += d * d * inverse[b];
        }
        out[i * k + c] = constant[c] - 0.5 * sum;
      }
    return out;
  }
}

/** The largest variance of a column over all rows, from the moments of the groups (Chan, Golub and LeVeque 1983). */
function largestVariance({ mean, variance, weight }: ColumnMoments, p: number, n: number): number {
  let largest = 0;
  for (let j = 0; j < p; j++) {
    let sum = 0;
    for (let at = j; at < mean.length; at += p) sum += weight[at] * mean[at];
    let squares = 0;
    for (let at = j; at < mean.length; at += p)
      squares += weight[at] * (variance[at] + (mean[at] - sum / n) ** 2);
    largest = Math.max(largest, squares / n);
  }
  return largest;
}
