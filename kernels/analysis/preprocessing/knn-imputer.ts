import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import { checkFeatures } from "../models/input.ts";
import { OneStepTransformer } from "../models/transformer.ts";
import { refuseWeights } from "../models/weights.ts";
import { columnMoments } from "../numeric/column-moments.ts";

/** Options of `KNNImputer`. */
export interface KNNImputerOptions {
  /** Neighbours, at least 1, default 5. */
  readonly nNeighbors?: number;
  /** Equal weights (default) or 1 / distance. */
  readonly weights?: "uniform" | "distance";
}

const knnImputerOptions = modelOptions<KNNImputerOptions>(
  "KNNImputer",
  {
    nNeighbors: rule.by(5, rule.integer(1)),
    weights: rule.by("uniform", rule.oneOf(["uniform", "distance"])),
  },
  { bare: { number: "nNeighbors" } },
);

/**
 * Fills missing numbers with the mean of the nearest rows of `fit` that have the value (Troyanskaya et al. 2001). The distance is
 * nan-euclidean, √(p / present · Σ (x - y)²) over the columns that both rows have; rows at equal distance are taken in the order of `fit`. A row
 * that shares no column with any other gets the column's mean; a column without any value in `fit` is left out.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 */
export class KNNImputer extends OneStepTransformer<KNNImputerOptions, Matrix, Matrix> {
  readonly name = "KNNImputer";
  /** The rows of `fit`. */
  fitX_: Matrix | undefined;
  /** Means of the columns of `fit`; NaN for a column that is left out. */
  mean_: Float64Array | undefined;

  constructor(options: KNNImputerOptions = {}) {
    super(knnImputerOptions, options);
  }

  override get allowsMissing(): boolean {
    return true;
  }
  override get fillsMissing(): boolean {
    return true;
  }
  protected prepare(X: Features, _y?: Target, sampleWeight?: ArrayLike<number>): Matrix {
    refuseWeights(sampleWeight, this.name);
    return checkFeatures(X, { what: this.name, allowMissing: true });
  }
  protected learn({ data, rows, columns }: Matrix): Matrix {
    return { data: data.slice(), rows, columns };
  }
  protected store(learned: Matrix, matrix: Matrix): void {
    this.rememberColumns(matrix);
    this.fitX_ = learned;
    this.mean_ = columnMoments(learned).mean;
  }
  protected transformRows(matrix: Matrix) {
    const { data, rows, columns: p } = matrix;
    const kept = this.#kept();
    const out = new Float64Array(rows * kept.length);
    for (let i = 0, at = 0; i < rows; i++) {
      let distances: Float64Array | undefined;
      for (const j of kept) {
        let x = data[i * p + j];
        if (Number.isNaN(x)) {
          distances ??= this.#distances(data.subarray(i * p, (i + 1) * p));
          x = this.#fill(j, distances);
        }
        out[at++] = x;
      }
    }
    return { data: out, columns: kept.length };
  }
  #kept(): number[] {
    return [...this.mean_!.keys()].filter((j) => !Number.isNaN(this.mean_![j]));
  }
  protected override namesOut(names: readonly string[]): string[] {
    return this.#kept().map((j) => names[j]);
  }

  /** Squared nan-euclidean distances of one row to the rows of `fit`; NaN when no column is shared. */
  #distances(row: Float64Array): Float64Array {
    const { data, rows, columns: p } = this.fitX_!;
    const out = new Float64Array(rows);
    for (let r = 0; r < rows; r++) {
      let total = 0;
      let present = 0;
      for (let j = 0; j < p; j++) {
        const d = row[j] - data[r * p + j];
        if (Number.isNaN(d)) continue;
        total += d * d;
        present++;
      }
      out[r] = present === 0 ? Number.NaN : (total * p) / present;
    }
    return out;
  }

  #fill(column: number, distances: Float64Array): number {
    const { data, columns: p } = this.fitX_!;
    const k = this.params.nNeighbors;
    const near: number[] = [];
    for (let r = 0; r < distances.length; r++) {
      const distance = distances[r];
      if (Number.isNaN(distance) || Number.isNaN(data[r * p + column])) continue;
      if (near.length === k && distance >= distances[near[k - 1]]) continue;
      let place = near.length;
      while (place > 0 && distances[near[place - 1]] > distance) place--;
      near.splice(place, 0, r);
      if (near.length > k) near.pop();
    }
    if (near.length === 0) return this.mean_![column];
    const exact = near.some((r) => distances[r] === 0);
    let total = 0;
    let weight = 0;
    for (const r of near) {
      const w =
        this.params.weights === "uniform"
          ? 1
          : exact
            ? Number(distances[r] === 0)
            : 1 / Math.sqrt(distances[r]);
      total += w * data[r * p + column];
      weight += w;
    }
    return total / weight;
  }
}
