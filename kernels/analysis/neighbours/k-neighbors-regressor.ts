import type { Matrix } from "../base/matrix.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import { checkFeatures } from "../models/input.ts";
import { OneStepRegressor } from "../models/regressor.ts";
import { checkNumbers } from "../models/target.ts";
import { refuseWeights } from "../models/weights.ts";
import {
  checkNeighbourCount,
  type KNeighbors,
  type KNeighborsOptions,
  kNeighborsRules,
  kneighborsAsyncOptions,
  neighbourWeights,
  predictAsyncOptions,
} from "./k-neighbours.ts";
import type { NeighbourSearchOptions } from "./nearest-in-blocks.ts";
import type { Neighbours } from "./neighbour-index.ts";
import { NeighbourSearch } from "./neighbour-search.ts";

interface Data {
  readonly matrix: Matrix;
  readonly y: Float64Array;
}

const kNeighborsRegressorOptions = modelOptions<KNeighborsOptions>(
  "KNeighborsRegressor",
  kNeighborsRules,
  { bare: { number: "nNeighbors" } },
);

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
  readonly #search = new NeighbourSearch(this.name, this.params.metric);

  constructor(options: KNeighborsOptions = {}) {
    super(kNeighborsRegressorOptions, options);
  }

  /**
   * The nearest rows of `fit` for each row.
   *
   * @param k number of neighbours, default `nNeighbors`
   */
  kneighbors(X: Features, k: number = this.params.nNeighbors): KNeighbors {
    return this.#search.kneighbors(this.input(X), this.fitX_!, k);
  }

  /** As `kneighbors`, for many rows: in steps of a run, and by several threads. @throws as `predictAsync` */
  async kneighborsAsync(
    X: Features,
    options: NeighbourSearchOptions & { readonly k?: number } = {},
  ): Promise<KNeighbors> {
    const own = kneighborsAsyncOptions(this.name).read(options);
    const { k = this.params.nNeighbors } = own;
    return this.#search.kneighborsInBlocks(this.input(X), this.fitX_!, k, own);
  }

  /**
   * As `predict`, for many rows: in steps of a run, and by several threads.
   *
   * @throws as `predict`, HF_MODEL_OPTION, HF_WORKER_FAILED, and whatever the run throws when it is cancelled
   */
  async predictAsync(X: Features, options: NeighbourSearchOptions = {}): Promise<Float64Array> {
    const own = predictAsyncOptions(this.name).read(options);
    const matrix = this.input(X);
    const { nNeighbors } = this.params;
    const found = await this.#search.inBlocks(matrix, this.fitX_!, nNeighbors, own);
    return this.#means(found);
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const matrix = checkFeatures(X, { what: this.name });
    checkNeighbourCount(this.name, this.params.nNeighbors, matrix.rows);
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
  }
  protected predictRows(matrix: Matrix): Float64Array {
    return this.#means(this.#search.nearest(matrix, this.fitX_!, this.params.nNeighbors));
  }

  /** The weighted mean of the neighbours of each point. */
  #means(found: Neighbours): Float64Array {
    const { k } = found;
    const weights = neighbourWeights(found, this.params.weights);
    const out = new Float64Array(found.indices.length / k);
    for (let i = 0; i < out.length; i++) {
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
