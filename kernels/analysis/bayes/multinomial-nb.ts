import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import { OneStepClassifier } from "../models/classifier.ts";
import type { Features, Target } from "../models/data.ts";
import { checkFeatures } from "../models/input.ts";
import { type Classes, checkClasses } from "../models/target.ts";
import { checkWeights } from "../models/weights.ts";
import { normaliseLogs } from "./log-probabilities.ts";

/** Options of `MultinomialNB`. */
export interface MultinomialNBOptions {
  /** What is added to every count (Laplace 1, Lidstone below), at least 0, default 1. */
  readonly alpha?: number;
  /** Take the shares of the classes as priors (default true), or equal ones. */
  readonly fitPrior?: boolean;
}

interface Data {
  readonly matrix: Matrix;
  readonly y: Classes;
  readonly weights: Float64Array | undefined;
}

interface Learned {
  readonly featureLogProb: Float64Array;
  readonly classLogPrior: Float64Array;
}

const multinomialNBOptions = modelOptions<MultinomialNBOptions>(
  "MultinomialNB",
  {
    alpha: rule.by(1, rule.number({ min: 0 })),
    fitPrior: rule.by(true, rule.flag),
  },
  { bare: { number: "alpha" } },
);

/**
 * Naive Bayes for counts, such as words in texts.
 *
 * Errors: HF_MODEL_NEGATIVE for a value below 0, HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC,
 * HF_MODEL_ONE_CLASS, HF_MODEL_OPTION.
 *
 * Source: Manning, Raghavan and Schütze (2008), "Introduction to Information Retrieval", section 13.2.
 */
export class MultinomialNB extends OneStepClassifier<MultinomialNBOptions, Learned, Data> {
  readonly name = "MultinomialNB";
  /** Logarithm of the probability of each column given the class, classes x columns. */
  featureLogProb_: Matrix | undefined;
  /** Logarithm of the prior probability of each class. */
  classLogPrior_: Float64Array | undefined;

  constructor(options: MultinomialNBOptions = {}) {
    super(multinomialNBOptions, options);
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const matrix = checkFeatures(X, { what: this.name });
    const below = matrix.data.findIndex((value) => value < 0);
    if (below >= 0)
      throw new AnalysisError("HF_MODEL_NEGATIVE", {
        what: `${this.name} needs counts`,
        row: Math.floor(below / matrix.columns),
        column: matrix.names?.[below % matrix.columns] ?? `${below % matrix.columns}`,
        got: String(matrix.data[below]),
        expected: "a number of at least 0",
        action: "Use GaussianNB for numbers of any sign.",
      });
    return {
      matrix,
      y: checkClasses(y, matrix.rows, this.name),
      weights: checkWeights(sampleWeight, matrix.rows, this.name),
    };
  }

  protected learn({ matrix, y, weights }: Data): Learned {
    const { data, rows, columns: p } = matrix;
    const k = y.classes.length;
    // scikit-learn's floor: with alpha 0 a word that is absent from a class would rule the class out.
    const alpha = Math.max(this.params.alpha, 1e-10);
    const counts = new Float64Array(k * p).fill(alpha);
    const classCounts = new Float64Array(k);
    for (let i = 0; i < rows; i++) {
      const c = y.codes[i];
      const w = weights === undefined ? 1 : weights[i];
      classCounts[c] += w;
      for (let j = 0; j < p; j++) counts[c * p + j] += w * data[i * p + j];
    }
    const total = classCounts.reduce((a, b) => a + b, 0);
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let j = 0; j < p; j++) sum += counts[c * p + j];
      for (let j = 0; j < p; j++) counts[c * p + j] = Math.log(counts[c * p + j]) - Math.log(sum);
    }
    const prior = classCounts.map((count) =>
      this.params.fitPrior ? Math.log(count) - Math.log(total) : -Math.log(k),
    );
    return { featureLogProb: counts, classLogPrior: prior };
  }
  protected store({ featureLogProb, classLogPrior }: Learned, { matrix, y }: Data): void {
    this.rememberColumns(matrix);
    this.classes_ = y.classes;
    const shape = { rows: y.classes.length, columns: matrix.columns };
    this.featureLogProb_ = { data: featureLogProb, ...shape };
    this.classLogPrior_ = classLogPrior;
  }

  protected probabilities({ data, rows, columns: p }: Matrix): Float64Array {
    const k = this.classes_!.length;
    const logs = this.featureLogProb_!.data;
    const out = new Float64Array(rows * k);
    for (let i = 0; i < rows; i++)
      for (let c = 0; c < k; c++) {
        let sum = this.classLogPrior_![c];
        for (let j = 0; j < p; j++) {
          const count = data[i * p + j];
          if (count !== 0) sum += count * logs[c * p + j];
        }
        out[i * k + c] = sum;
      }
    return normaliseLogs(out, k);
  }
}
