import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import { refuseWeights } from "../models/weights.ts";
import { AffineScaler, withoutZeros } from "./affine-scaler.ts";

/** Options of `MinMaxScaler`. */
export interface MinMaxScalerOptions {
  /** Lowest and highest value after scaling, default [0, 1]. */
  readonly featureRange?: readonly [number, number];
  /** Clip values outside of what `fit` saw, default false. */
  readonly clip?: boolean;
}

interface Extremes {
  readonly min: Float64Array;
  readonly max: Float64Array;
}

const minMaxScalerOptions = modelOptions<MinMaxScalerOptions>(
  "MinMaxScaler",
  {
    featureRange: rule.by([0, 1], {
      expected: "two numbers, the smaller first",
      accepts: (value) => Array.isArray(value) && value.length === 2 && value[0] < value[1],
    }),
    clip: rule.by(false, rule.flag),
  },
  { bare: { list: "featureRange" } },
);

/**
 * Scales each column so that the values of `fit` reach from featureRange[0] to featureRange[1]. Missing values are skipped and stay; a
 * constant column becomes featureRange[0].
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 */
export class MinMaxScaler extends AffineScaler<MinMaxScalerOptions, Extremes, Matrix> {
  readonly name = "MinMaxScaler";
  /** Smallest value of each column. */
  dataMin_: Float64Array | undefined;
  /** Largest value of each column. */
  dataMax_: Float64Array | undefined;
  /** dataMax_ - dataMin_. */
  dataRange_: Float64Array | undefined;

  constructor(options: MinMaxScalerOptions = {}) {
    super(minMaxScalerOptions, options);
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Matrix {
    refuseWeights(sampleWeight, this.name);
    return this.features(X, y);
  }
  protected learn({ data, rows, columns: p }: Matrix): Extremes {
    const min = new Float64Array(p).fill(Number.NaN);
    const max = new Float64Array(p).fill(Number.NaN);
    for (let i = 0, at = 0; i < rows; i++)
      for (let j = 0; j < p; j++, at++) {
        const x = data[at];
        if (!(x >= min[j])) min[j] = Number.isNaN(x) ? min[j] : x;
        if (!(x <= max[j])) max[j] = Number.isNaN(x) ? max[j] : x;
      }
    return { min, max };
  }
  protected store({ min, max }: Extremes, matrix: Matrix): void {
    this.rememberColumns(matrix);
    this.dataMin_ = min;
    this.dataMax_ = max;
    this.dataRange_ = max.map((x, j) => x - min[j]);
  }
  protected shiftAndScale() {
    const [low, high] = this.params.featureRange;
    const scale = withoutZeros(this.dataRange_!).map((range) => range / (high - low));
    return [this.dataMin_!.map((min, j) => min - low * scale[j]), scale] as const;
  }
  protected override transformRows(matrix: Matrix) {
    const out = super.transformRows(matrix);
    if (!this.params.clip) return out;
    const [low, high] = this.params.featureRange;
    return { ...out, data: out.data.map((x) => (x < low ? low : Math.min(x, high))) };
  }
}
