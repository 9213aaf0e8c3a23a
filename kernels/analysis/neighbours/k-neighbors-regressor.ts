import { checkFeatures } from "../models/input.ts";
import { requireInteger } from "../models/option.ts";
import { OneStepRegressor } from "../models/regressor.ts";
import { checkNumbers } from "../models/target.ts";
import { refuseWeights } from "../models/weights.ts";
import type { Features, Target } from "../run.ts";
import type { Matrix } from "../table/matrix.ts";
import {
  checkKNeighbors,
  type KNeighbors,
  type KNeighborsOptions,
  kNeighborsDefaults,
  neighbourWeights,
} from "./k-neighbours.ts";
import { NeighbourIndex } from "./neighbour-index.ts";

interface Data {
  readonly matrix: Matrix;
  readonly y: Float64Array;
}

/**
 * The mean of the target over the k nearest rows; of rows at equal distance the earlier ones count.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 *
 * Source: Fix and Hodges (1951); Cover and Hart (1967). A k-d tree up to 15 columns, else every row is looked at.
 */
export class KNeighborsRegressor extends OneStepRegressor<KNeighborsOptions, null, Data> {
  readonly name = "KNeighborsRegressor";
  /** The rows of `fit`. */
  fitX_: Matrix | undefined;
  /** The target of each row of `fit`. */
  fitY_: Float64Array | undefined;
  #index: NeighbourIndex | undefined;

  constructor(options: KNeighborsOptions = {}) {
    super(kNeighborsDefaults, options);
  }

  /**
   * The nearest rows of `fit` for each row.
   *
   * @param k number of neighbours, default `nNeighbors`
   */
  kneighbors(X: Features, k: number = this.params.nNeighbors): KNeighbors {
    const matrix = this.input(X);
    requireInteger(this.name, "k", k, 1, this.fitX_!.rows);
    const { distances, indices } = this.#search().nearest(matrix, k);
    return { distances: { data: distances, rows: matrix.rows, columns: k }, indices };
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const matrix = checkFeatures(X, { what: this.name });
    checkKNeighbors(this.name, this.params, matrix.rows);
    refuseWeights(sampleWeight, this.name);
    return { matrix, y: checkNumbers(y, matrix.rows, this.name) };
  }
  protected learn(): null {
    return null;
  }
  protected store(_learned: null, { matrix, y }: Data): void {
    this.rememberColumns(matrix);
    const { data, rows, columns } = matrix;
    this.fitX_ = { data: data.slice(), rows, columns };
    this.fitY_ = y;
    this.#index = undefined;
  }
  #search(): NeighbourIndex {
    this.#index ??= new NeighbourIndex(this.fitX_!, this.params.metric);
    return this.#index;
  }
  protected predictRows(matrix: Matrix): Float64Array {
    const k = this.params.nNeighbors;
    const found = this.#search().nearest(matrix, k);
    const weights = neighbourWeights(found, this.params.weights);
    const out = new Float64Array(matrix.rows);
    for (let i = 0; i < matrix.rows; i++) {
      let sum = 0;
      let total = 0;
      for (let at = i * k; at < (i + 1) * k; at++) {
        sum += weights[at] * this.fitY_![found.indices[at]];
        total += weights[at];
      }
      out[i] = sum / total;
    }
    return out;
  }
}
