import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import { refuseWeights } from "../models/weights.ts";
import { presentOf } from "../numeric/column-moments.ts";
import { ndtri } from "../special/normal.ts";
import { quantiles } from "../stats/quantile.ts";
import { AffineScaler, withoutZeros } from "./affine-scaler.ts";

/** Options of `RobustScaler`. */
export interface RobustScalerOptions {
  /** Subtract the median, default true. */
  readonly withCentering?: boolean;
  /** Divide by the range between the quantiles, default true. */
  readonly withScaling?: boolean;
  /** The two quantiles in percent, default [25, 75]. */
  readonly quantileRange?: readonly [number, number];
  /** Scale so that normal data gets variance 1, default false. */
  readonly unitVariance?: boolean;
}

interface Quantiles {
  readonly center: Float64Array;
  readonly scale: Float64Array;
}

const robustScalerOptions = modelOptions<RobustScalerOptions>("RobustScaler", {
  withCentering: rule.by(true, rule.flag),
  withScaling: rule.by(true, rule.flag),
  quantileRange: rule.by([25, 75], {
    expected: "two numbers of 0 to 100, the smaller first",
    accepts: (value) =>
      Array.isArray(value) &&
      value.length === 2 &&
      value[0] >= 0 &&
      value[0] <= value[1] &&
      value[1] <= 100,
  }),
  unitVariance: rule.by(false, rule.flag),
});

/**
 * Scales each column by median and interquartile range (quantiles of type 7), which outliers hardly move. Missing values are skipped and
 * stay; a column whose range is 0 is only centred.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 */
export class RobustScaler extends AffineScaler<RobustScalerOptions, Quantiles, Matrix> {
  readonly name = "RobustScaler";
  /** Medians of the columns. */
  center_: Float64Array | undefined;
  /** What each column is divided by. */
  scale_: Float64Array | undefined;

  constructor(options: RobustScalerOptions = {}) {
    super(robustScalerOptions, options);
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Matrix {
    refuseWeights(sampleWeight, this.name);
    return this.features(X, y);
  }
  protected learn(matrix: Matrix): Quantiles {
    const [low, high] = this.params.quantileRange;
    const normal = this.params.unitVariance ? ndtri(high / 100) - ndtri(low / 100) : 1;
    const center = new Float64Array(matrix.columns);
    const scale = new Float64Array(matrix.columns);
    for (let j = 0; j < matrix.columns; j++) {
      const [q1, q2, q3] = quantiles(presentOf(matrix, j), [low / 100, 0.5, high / 100]);
      center[j] = q2;
      scale[j] = q3 - q1;
    }
    return { center, scale: withoutZeros(scale).map((range) => range / normal) };
  }
  protected store({ center, scale }: Quantiles, matrix: Matrix): void {
    this.rememberColumns(matrix);
    this.center_ = center;
    this.scale_ = scale;
  }
  protected shiftAndScale() {
    const p = this.nFeaturesIn_!;
    return [
      this.params.withCentering ? this.center_! : new Float64Array(p),
      this.params.withScaling ? this.scale_! : new Float64Array(p).fill(1),
    ] as const;
  }
}
