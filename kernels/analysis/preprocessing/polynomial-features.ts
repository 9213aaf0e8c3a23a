import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import { checkFeatures } from "../models/input.ts";
import { OneStepTransformer } from "../models/transformer.ts";
import { refuseWeights } from "../models/weights.ts";

/** Options of `PolynomialFeatures`. */
export interface PolynomialFeaturesOptions {
  /** Highest degree of a product, at least 0, default 2. */
  readonly degree?: number;
  /** Only products of distinct columns, default false. */
  readonly interactionOnly?: boolean;
  /** Include the constant 1 as the first column, default true. */
  readonly includeBias?: boolean;
}

const polynomialFeaturesOptions = modelOptions<PolynomialFeaturesOptions>(
  "PolynomialFeatures",
  {
    degree: rule.by(2, rule.integer(0)),
    interactionOnly: rule.by(false, rule.flag),
    includeBias: rule.by(true, rule.flag),
  },
  { bare: { number: "degree" } },
);

/**
 * Makes all products of columns up to a degree: 1, a, b, a², a·b, b² for two columns and degree 2.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 */
export class PolynomialFeatures extends OneStepTransformer<
  PolynomialFeaturesOptions,
  number[][],
  Matrix
> {
  readonly name = "PolynomialFeatures";
  /** The columns that are multiplied for each column out, by index and with repeats. */
  products_: readonly (readonly number[])[] | undefined;

  constructor(options: PolynomialFeaturesOptions = {}) {
    super(polynomialFeaturesOptions, options);
  }

  protected prepare(X: Features, _y?: Target, sampleWeight?: ArrayLike<number>): Matrix {
    refuseWeights(sampleWeight, this.name);
    return checkFeatures(X, { what: this.name });
  }
  protected learn({ columns }: Matrix): number[][] {
    const { degree, interactionOnly, includeBias } = this.params;
    const products: number[][] = includeBias ? [[]] : [];
    let level: number[][] = [[]];
    for (let d = 1; d <= degree; d++) {
      level = level.flatMap((product) => {
        const last = product.at(-1) ?? (interactionOnly ? -1 : 0);
        const next: number[][] = [];
        for (let j = interactionOnly ? last + 1 : last; j < columns; j++)
          next.push([...product, j]);
        return next;
      });
      products.push(...level);
    }
    return products;
  }
  protected store(products: number[][], matrix: Matrix): void {
    this.rememberColumns(matrix);
    this.products_ = products;
  }
  protected transformRows({ data, rows, columns: p }: Matrix) {
    const products = this.products_!;
    const out = new Float64Array(rows * products.length);
    for (let i = 0, at = 0; i < rows; i++)
      for (const product of products) {
        let value = 1;
        for (const j of product) value *= data[i * p + j];
        out[at++] = value;
      }
    return { data: out, columns: products.length };
  }
  protected override namesOut(names: readonly string[]): string[] {
    return this.products_!.map((product) => {
      const powers = new Map<number, number>();
      for (const j of product) powers.set(j, (powers.get(j) ?? 0) + 1);
      const parts = [...powers].map(([j, power]) =>
        power > 1 ? `${names[j]}^${power}` : names[j],
      );
      return parts.length > 0 ? parts.join(" ") : "1";
    });
  }
}
