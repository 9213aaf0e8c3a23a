import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import { checkFeatures } from "../models/input.ts";
import { OneStepTransformer } from "../models/transformer.ts";
import { refuseWeights } from "../models/weights.ts";

/** Options of `Normalizer`. */
export interface NormalizerOptions {
  /** What becomes 1 in each row: the Euclidean length "l2" (default), the sum of sizes "l1", or the largest size "max". */
  readonly norm?: "l1" | "l2" | "max";
}

const normalizerOptions = modelOptions<NormalizerOptions>(
  "Normalizer",
  { norm: rule.by("l2", rule.oneOf(["l1", "l2", "max"])) },
  { bare: { text: "norm" } },
);

/** Scales each row to length 1; a row of zeros stays. Errors: HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_OPTION. */
export class Normalizer extends OneStepTransformer<NormalizerOptions, null, Matrix> {
  readonly name = "Normalizer";

  constructor(options: NormalizerOptions = {}) {
    super(normalizerOptions, options);
  }

  protected prepare(X: Features, _y?: Target, sampleWeight?: ArrayLike<number>): Matrix {
    refuseWeights(sampleWeight, this.name);
    return checkFeatures(X, { what: this.name });
  }
  protected learn(): null {
    return null;
  }
  protected store(_learned: null, matrix: Matrix): void {
    this.rememberColumns(matrix);
  }
  protected transformRows({ data, rows, columns: p }: Matrix) {
    const { norm } = this.params;
    const out = new Float64Array(data.length);
    for (let i = 0; i < rows; i++) {
      let length = 0;
      for (let at = i * p; at < (i + 1) * p; at++) {
        const size = Math.abs(data[at]);
        if (norm === "l2") length += size * size;
        else if (norm === "l1") length += size;
        else if (size > length) length = size;
      }
      if (norm === "l2") length = Math.sqrt(length);
      for (let at = i * p; at < (i + 1) * p; at++) out[at] = data[at] / (length || 1);
    }
    return { data: out, columns: p };
  }
}
