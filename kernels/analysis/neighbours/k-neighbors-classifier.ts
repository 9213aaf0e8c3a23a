import type { Matrix } from "../base/matrix.ts";
import { modelOptions } from "../base/option-table.ts";
import { largestOfRows, OneStepClassifier } from "../models/classifier.ts";
import type { Features, Target } from "../models/data.ts";
import { checkFeatures } from "../models/input.ts";
import { type Classes, checkClasses, type Label, labelsFrom } from "../models/target.ts";
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
  readonly y: Classes;
}

const kNeighborsClassifierOptions = modelOptions<KNeighborsOptions>(
  "KNeighborsClassifier",
  kNeighborsRules,
  { bare: { number: "nNeighbors" } },
);

/**
 * The class that most of the k nearest rows have; a tie goes to the first class, and of rows at equal distance the earlier ones count.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_ONE_CLASS, HF_MODEL_OPTION.
 *
 * Source: Fix and Hodges (1951); Cover and Hart (1967). A k-d tree up to 15 columns, else every row is looked at.
 */
export class KNeighborsClassifier extends OneStepClassifier<KNeighborsOptions, null, Data> {
  readonly name = "KNeighborsClassifier";
  /** The rows of `fit`. */
  fitX_: Matrix | undefined;
  /** The class of each row of `fit`, as an index into `classes_`. */
  fitY_: Int32Array | undefined;
  readonly #search = new NeighbourSearch(this.name, this.params.metric);

  constructor(options: KNeighborsOptions = {}) {
    super(kNeighborsClassifierOptions, options);
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
  async predictAsync(X: Features, options: NeighbourSearchOptions = {}): Promise<Label[]> {
    const own = predictAsyncOptions(this.name).read(options);
    const matrix = this.input(X);
    const { nNeighbors } = this.params;
    const found = await this.#search.inBlocks(matrix, this.fitX_!, nNeighbors, own);
    const shares = this.#shares(found);
    const codes = largestOfRows(shares, matrix.rows, this.classes_!.length);
    return labelsFrom(codes, this.classes_!);
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const matrix = checkFeatures(X, { what: this.name });
    checkNeighbourCount(this.name, this.params.nNeighbors, matrix.rows);
    refuseWeights(sampleWeight, this.name);
    return { matrix, y: checkClasses(y, matrix.rows, this.name) };
  }
  protected learn(): null {
    return null;
  }
  protected store(_learned: null, { matrix, y }: Data): void {
    this.rememberColumns(matrix);
    const { data, rows, columns } = matrix;
    this.fitX_ = { data: data.slice(), rows, columns };
    this.fitY_ = y.codes;
    this.classes_ = y.classes;
  }
  protected probabilities(matrix: Matrix): Float64Array {
    return this.#shares(this.#search.nearest(matrix, this.fitX_!, this.params.nNeighbors));
  }

  /** The share of each class among the neighbours, points x classes. */
  #shares(found: Neighbours): Float64Array {
    const { k } = found;
    const points = found.indices.length / k;
    const weights = neighbourWeights(found, this.params.weights);
    const width = this.classes_!.length;
    const out = new Float64Array(points * width);
    for (let i = 0; i < points; i++) {
      let total = 0;
      for (let at = i * k; at < (i + 1) * k; at++) {
        out[i * width + this.fitY_![found.indices[at]]] += weights[at];
        total += weights[at];
      }
      for (let c = 0; c < width; c++) out[i * width + c] /= total;
    }
    return out;
  }
}
