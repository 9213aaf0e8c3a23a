import type { Matrix } from "../base/matrix.ts";
import type { Features, Target } from "../models/data.ts";
import { checkFeatures } from "../models/input.ts";
import { OneStepTransformer } from "../models/transformer.ts";

/** A scaler that maps each column by x → (x - shift) / scale; missing values stay missing. */
export abstract class AffineScaler<P extends object, L, D> extends OneStepTransformer<P, L, D> {
  override get allowsMissing(): boolean {
    return true;
  }

  /** The features on their original scale. */
  inverseTransform(X: Features): Matrix {
    const matrix = this.input(X);
    const [shift, scale] = this.shiftAndScale();
    const { rows, columns: p } = matrix;
    const data = new Float64Array(rows * p);
    for (let i = 0, at = 0; i < rows; i++)
      for (let j = 0; j < p; j++, at++) data[at] = matrix.data[at] * scale[j] + shift[j];
    return { data, rows, columns: p, names: this.featureNamesIn_ };
  }

  protected transformRows({ data, rows, columns: p }: Matrix) {
    const [shift, scale] = this.shiftAndScale();
    const out = new Float64Array(rows * p);
    for (let i = 0, at = 0; i < rows; i++)
      for (let j = 0; j < p; j++, at++) out[at] = (data[at] - shift[j]) / scale[j];
    return { data: out, columns: p };
  }

  protected features(X: Features, _y?: Target): Matrix {
    return checkFeatures(X, { what: this.name, allowMissing: true });
  }

  protected abstract shiftAndScale(): readonly [Float64Array, Float64Array];
}

/** Replaces scales that are zero (a constant column) by 1. */
export function withoutZeros(scale: Float64Array): Float64Array {
  return scale.map((value) => (value === 0 || Number.isNaN(value) ? 1 : value));
}
