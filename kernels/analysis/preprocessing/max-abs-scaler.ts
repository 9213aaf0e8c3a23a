import type { Matrix } from "../base/matrix.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import { refuseWeights } from "../models/weights.ts";
import { AffineScaler, withoutZeros } from "./affine-scaler.ts";

const maxAbsScalerOptions = modelOptions<object>("MaxAbsScaler", {});

/**
 * Divides each column by its largest absolute value, so that zeros stay zero. Missing values are skipped and stay.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC.
 */
export class MaxAbsScaler extends AffineScaler<object, Float64Array, Matrix> {
  readonly name = "MaxAbsScaler";
  /** Largest absolute value of each column. */
  maxAbs_: Float64Array | undefined;

  constructor(options: object = {}) {
    super(maxAbsScalerOptions, options);
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Matrix {
    refuseWeights(sampleWeight, this.name);
    return this.features(X, y);
  }
  protected learn({ data, rows, columns: p }: Matrix): Float64Array {
    const largest = new Float64Array(p);
    for (let i = 0, at = 0; i < rows; i++)
      for (let j = 0; j < p; j++, at++) {
        const size = Math.abs(data[at]);
        if (size > largest[j]) largest[j] = size;
      }
    return largest;
  }
  protected store(learned: Float64Array, matrix: Matrix): void {
    this.rememberColumns(matrix);
    this.maxAbs_ = learned;
  }
  protected shiftAndScale() {
    return [new Float64Array(this.nFeaturesIn_!), withoutZeros(this.maxAbs_!)] as const;
  }
}
