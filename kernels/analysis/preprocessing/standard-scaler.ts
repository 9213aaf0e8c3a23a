import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import { checkWeights } from "../models/weights.ts";
import { type ColumnMoments, columnMoments } from "../numeric/column-moments.ts";
import { AffineScaler } from "./affine-scaler.ts";

/** Options of `StandardScaler`. */
export interface StandardScalerOptions {
  /** Subtract the mean, default true. */
  readonly withMean?: boolean;
  /** Divide by the standard deviation, default true. */
  readonly withStd?: boolean;
}

interface Data {
  readonly matrix: Matrix;
  readonly weights: Float64Array | undefined;
}

const standardScalerOptions = modelOptions<StandardScalerOptions>("StandardScaler", {
  withMean: rule.by(true, rule.flag),
  withStd: rule.by(true, rule.flag),
});

/**
 * Scales each column to mean 0 and standard deviation 1: (x - mean) / sd with the population sd (ddof 0). Missing values are skipped in
 * `fit` and stay missing; a constant column is only centred.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 *
 * @example const Z = new StandardScaler().fitTransform(X);
 */
export class StandardScaler extends AffineScaler<StandardScalerOptions, ColumnMoments, Data> {
  readonly name = "StandardScaler";
  /** Means of the columns. */
  mean_: Float64Array | undefined;
  /** Population variances of the columns. */
  var_: Float64Array | undefined;
  /** What each column is divided by: √var, 1 for a constant column. */
  scale_: Float64Array | undefined;

  constructor(options: StandardScalerOptions = {}) {
    super(standardScalerOptions, options);
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const matrix = this.features(X, y);
    return { matrix, weights: checkWeights(sampleWeight, matrix.rows, this.name) };
  }
  protected learn({ matrix, weights }: Data): ColumnMoments {
    return columnMoments(matrix, weights);
  }
  protected store({ mean, variance, weight }: ColumnMoments, { matrix }: Data): void {
    this.rememberColumns(matrix);
    this.mean_ = mean;
    this.var_ = variance;
    this.scale_ = variance.map((v, j) => (isConstant(v, mean[j], weight[j]) ? 1 : Math.sqrt(v)));
  }
  protected shiftAndScale() {
    const { withMean, withStd } = this.params;
    const p = this.nFeaturesIn_!;
    return [
      withMean ? this.mean_! : new Float64Array(p),
      withStd ? this.scale_! : new Float64Array(p).fill(1),
    ] as const;
  }
}

/** Whether a variance is no more than what rounding leaves of a constant (Chan, Golub and LeVeque 1983, error bound). */
function isConstant(variance: number, mean: number, n: number): boolean {
  const eps = Number.EPSILON;
  return !(variance > n * eps * variance + (n * mean * eps) ** 2);
}
