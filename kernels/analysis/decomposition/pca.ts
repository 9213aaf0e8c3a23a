import { requireMatrix } from "../base/arguments.ts";
import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import { checkFeatures } from "../models/input.ts";
import { wrongOption } from "../models/option.ts";
import { OneStepTransformer } from "../models/transformer.ts";
import { refuseWeights } from "../models/weights.ts";
import { columnMoments } from "../numeric/column-moments.ts";
import { jacobiSvd } from "../numeric/jacobi-svd.ts";
import { addRows, emptyQr } from "../numeric/qr.ts";

/** Options of `PCA`. */
export interface PCAOptions {
  /** Number of components, or the share of variance (0 … 1) that they must explain; null (default) for min(rows, columns). */
  readonly nComponents?: number | null;
  /** Scale the components to variance 1, default false. */
  readonly whiten?: boolean;
}

interface Learned {
  readonly mean: Float64Array;
  readonly singular: Float64Array;
  /** Components x columns. */
  readonly components: Float64Array;
}

const BLOCK_ROWS = 128;

const pcaOptions = modelOptions<PCAOptions>(
  "PCA",
  {
    nComponents: rule.by(
      null,
      rule.orNull(
        rule.either(rule.integer(1), {
          expected: "a share above 0 and below 1",
          accepts: (value) => typeof value === "number" && value > 0 && value < 1,
        }),
      ),
    ),
    whiten: rule.by(false, rule.flag),
  },
  { bare: { number: "nComponents" } },
);

/**
 * Principal components: the orthogonal directions of largest variance, by QR of the centred rows and a singular value decomposition of
 * its triangle. The sign of a component is such that its largest score (in size) over the rows of `fit` is positive.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 *
 * Source: Pearson (1901); Golub and Van Loan (2013), section 5.4.
 */
export class PCA extends OneStepTransformer<PCAOptions, Learned, Matrix> {
  readonly name = "PCA";
  /** Directions, components x columns. */
  components_: Matrix | undefined;
  /** Variance along each component (ddof 1). */
  explainedVariance_: Float64Array | undefined;
  /** The same as a share of the whole variance. */
  explainedVarianceRatio_: Float64Array | undefined;
  singularValues_: Float64Array | undefined;
  /** Means of the columns. */
  mean_: Float64Array | undefined;
  /** Mean variance of the directions that are left out. */
  noiseVariance_: number | undefined;
  nComponents_: number | undefined;

  constructor(options: PCAOptions = {}) {
    super(pcaOptions, options);
  }

  /** Rows from their components; exact when none is left out. */
  inverseTransform(scores: Matrix): Matrix {
    this.requireFitted();
    requireMatrix(scores, "PCA.inverseTransform");
    const { data, rows } = scores;
    const k = this.nComponents_!;
    const p = this.nFeaturesIn_!;
    const out = new Float64Array(rows * p);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < p; j++) {
        let sum = this.mean_![j];
        for (let c = 0; c < k; c++)
          sum += data[i * k + c] * this.#scale(c) * this.components_!.data[c * p + j];
        out[i * p + j] = sum;
      }
    return { data: out, rows, columns: p, names: this.featureNamesIn_ };
  }
  #scale(component: number): number {
    return this.params.whiten ? Math.sqrt(this.explainedVariance_![component]) : 1;
  }

  protected prepare(X: Features, _y?: Target, sampleWeight?: ArrayLike<number>): Matrix {
    const { nComponents } = this.params;
    refuseWeights(sampleWeight, this.name);
    const matrix = checkFeatures(X, { what: this.name, minRows: 2 });
    const most = Math.min(matrix.rows, matrix.columns);
    if (nComponents === null) return matrix;
    if (nComponents > most)
      throw wrongOption(this.name, "nComponents", nComponents, `at most ${most}`);
    return matrix;
  }

  protected learn(matrix: Matrix): Learned {
    const { data, rows, columns: p } = matrix;
    const { mean } = columnMoments(matrix);
    const qr = emptyQr(p);
    const block = new Float64Array(BLOCK_ROWS * p);
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      const n = Math.min(BLOCK_ROWS, rows - start);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < p; j++) block[j * n + i] = data[(start + i) * p + j] - mean[j];
      addRows(qr, block, n);
    }
    const { values, vectors } = jacobiSvd(qr.r, p, p);
    const k = Math.min(rows, p);
    const components = vectors.slice(0, k * p);
    flipSigns(matrix, mean, components, k);
    return { mean, singular: values.slice(0, k), components };
  }

  protected store({ mean, singular, components }: Learned, matrix: Matrix): void {
    const { rows, columns: p } = matrix;
    const variances = singular.map((value) => (value * value) / (rows - 1));
    const total = variances.reduce((a, b) => a + b, 0);
    const k = this.#count(variances, total);
    this.rememberColumns(matrix);
    this.mean_ = mean;
    this.nComponents_ = k;
    this.components_ = {
      data: components.slice(0, k * p),
      rows: k,
      columns: p,
      names: matrix.names,
    };
    this.singularValues_ = singular.slice(0, k);
    this.explainedVariance_ = variances.slice(0, k);
    this.explainedVarianceRatio_ = this.explainedVariance_.map((v) =>
      total === 0 ? 0 : v / total,
    );
    const rest = variances.subarray(k);
    this.noiseVariance_ = rest.length > 0 ? rest.reduce((a, b) => a + b, 0) / rest.length : 0;
  }

  #count(variances: Float64Array, total: number): number {
    const { nComponents } = this.params;
    if (nComponents === null) return variances.length;
    if (nComponents >= 1) return nComponents;
    let reached = 0;
    for (let k = 0; k < variances.length; k++) {
      reached += variances[k] / total;
      if (reached > nComponents) return k + 1;
    }
    return variances.length;
  }

  protected transformRows({ data, rows, columns: p }: Matrix) {
    const k = this.nComponents_!;
    const components = this.components_!.data;
    const out = new Float64Array(rows * k);
    for (let i = 0; i < rows; i++)
      for (let c = 0; c < k; c++) {
        let sum = 0;
        for (let j = 0; j < p; j++)
          sum += (data[i * p + j] - this.mean_![j]) * components[c * p + j];
        out[i * k + c] = sum / this.#scale(c);
      }
    return { data: out, columns: k };
  }
  protected override namesOut(): string[] {
    return Array.from({ length: this.nComponents_! }, (_, c) => `pca${c}`);
  }
}

function flipSigns(
  { data, rows, columns: p }: Matrix,
  mean: Float64Array,
  components: Float64Array,
  k: number,
): void {
  for (let c = 0; c < k; c++) {
    let largest = 0;
    for (let i = 0; i < rows; i++) {
      let score = 0;
      for (let j = 0; j < p; j++) score += (data[i * p + j] - mean[j]) * components[c * p + j];
      if (Math.abs(score) > Math.abs(largest)) largest = score;
    }
    if (largest < 0) for (let j = 0; j < p; j++) components[c * p + j] *= -1;
  }
}
