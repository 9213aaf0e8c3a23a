import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import { checkFeatures } from "../models/input.ts";
import { OneStepTransformer } from "../models/transformer.ts";
import { refuseWeights } from "../models/weights.ts";
import { presentOf } from "../numeric/column-moments.ts";
import { mean } from "../stats/moments.ts";
import { median } from "../stats/quantile.ts";

/** Options of `SimpleImputer`. */
export interface SimpleImputerOptions {
  /** What stands in for a missing value, default "mean". */
  readonly strategy?: "mean" | "median" | "mostFrequent" | "constant";
  /** The value for the strategy "constant", default 0. */
  readonly fillValue?: number;
  /** Add a column of 0 and 1 for each column that had missing values in `fit`, default false. */
  readonly addIndicator?: boolean;
}

interface Fills {
  readonly statistics: Float64Array;
  readonly gaps: Int32Array;
}

const simpleImputerOptions = modelOptions<SimpleImputerOptions>(
  "SimpleImputer",
  {
    strategy: rule.by(
      "mean",
      rule.oneOf(["mean", "median", "mostFrequent", "constant"], { mode: "mostFrequent" }),
    ),
    fillValue: rule.by(0, rule.number()),
    addIndicator: rule.by(false, rule.flag),
  },
  { bare: { text: "strategy" } },
);

/**
 * Fills missing numbers of each column with its mean, median, most frequent value (the smallest of equals) or a constant. A column
 * without any value in `fit` is left out, except with "constant".
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 */
export class SimpleImputer extends OneStepTransformer<SimpleImputerOptions, Fills, Matrix> {
  readonly name = "SimpleImputer";
  /** What each column is filled with; NaN for a column that is left out. */
  statistics_: Float64Array | undefined;
  /** Columns that had missing values in `fit`. */
  indicatorFeatures_: Int32Array | undefined;

  constructor(options: SimpleImputerOptions = {}) {
    super(simpleImputerOptions, options);
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
  protected learn(matrix: Matrix): Fills {
    const statistics = new Float64Array(matrix.columns);
    const gaps: number[] = [];
    for (let j = 0; j < matrix.columns; j++) {
      const present = presentOf(matrix, j);
      statistics[j] = this.#statistic(present);
      if (present.length < matrix.rows) gaps.push(j);
    }
    return { statistics, gaps: Int32Array.from(gaps) };
  }
  #statistic(present: Float64Array): number {
    const { strategy, fillValue } = this.params;
    if (strategy === "constant") return fillValue;
    if (strategy === "mean") return mean(present);
    return strategy === "median" ? median(present) : mostFrequent(present);
  }
  protected store({ statistics, gaps }: Fills, matrix: Matrix): void {
    this.rememberColumns(matrix);
    this.statistics_ = statistics;
    this.indicatorFeatures_ = gaps;
  }
  protected transformRows({ data, rows, columns: p }: Matrix) {
    const kept = this.#kept();
    const gaps = this.params.addIndicator ? this.indicatorFeatures_! : [];
    const columns = kept.length + gaps.length;
    const out = new Float64Array(rows * columns);
    for (let i = 0, at = 0; i < rows; i++) {
      for (const j of kept) {
        const x = data[i * p + j];
        out[at++] = Number.isNaN(x) ? this.statistics_![j] : x;
      }
      for (const j of gaps) out[at++] = Number.isNaN(data[i * p + j]) ? 1 : 0;
    }
    return { data: out, columns };
  }
  #kept(): number[] {
    return [...this.statistics_!.keys()].filter((j) => !Number.isNaN(this.statistics_![j]));
  }
  protected override namesOut(names: readonly string[]): string[] {
    const gaps = this.params.addIndicator ? [...this.indicatorFeatures_!] : [];
    return [
      ...this.#kept().map((j) => names[j]),
      ...gaps.map((j) => `missingindicator_${names[j]}`),
    ];
  }
}

/** The most frequent value, the smallest of equally frequent ones; NaN when there is none. */
function mostFrequent(present: Float64Array): number {
  const sorted = present.slice().sort();
  let best = Number.NaN;
  let most = 0;
  for (let i = 0, start = 0; i < sorted.length; i++) {
    if (sorted[i] !== sorted[start]) start = i;
    if (i - start + 1 > most) {
      most = i - start + 1;
      best = sorted[i];
    }
  }
  return best;
}
