import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { count } from "../base/words.ts";
import type { Features, Target } from "../models/data.ts";
import type { FitOptions } from "../models/estimator.ts";
import { wrongOption } from "../models/option.ts";
import { OneStepTransformer } from "../models/transformer.ts";
import { refuseWeights } from "../models/weights.ts";
import {
  type CategoryFeatures,
  type Cell,
  type Cells,
  categoriesOf,
  readCells,
  unknownCategory,
} from "./cells.ts";

/** What both encoders learn: the categories of each column. */
export type Categories = readonly (readonly Cell[])[];

/** What `categories` can be. */
export const categoriesRule = rule.by(
  "auto",
  rule.either(rule.oneOf(["auto"]), {
    expected: "one list of categories per column",
    accepts: (value) => Array.isArray(value) && value.every(Array.isArray),
  }),
);

/** An encoder of categories, of any type of column. */
export abstract class CategoryEncoder<
  P extends { readonly categories?: "auto" | Categories },
> extends OneStepTransformer<P, Cell[][], Cells> {
  /** The categories of each column, sorted as classes are, a missing value (null) last. */
  categories_: Categories | undefined;

  override get allowsMissing(): boolean {
    return true;
  }

  override fit(
    X: CategoryFeatures,
    y?: Target,
    options: Pick<FitOptions<unknown>, "sampleWeight"> = {},
  ): this {
    return super.fit(X as Features, y, options);
  }

  override transform(X: CategoryFeatures): Matrix {
    const cells = this.cells(X);
    return { ...this.encode(cells), rows: cells.rows, names: this.getFeatureNamesOut() };
  }

  override fitTransform(X: CategoryFeatures, y?: Target): Matrix {
    return this.fit(X, y).transform(X);
  }

  protected prepare(X: CategoryFeatures, _y?: Target, sampleWeight?: ArrayLike<number>): Cells {
    refuseWeights(sampleWeight, this.name);
    const cells = readCells(X, this.name);
    const { categories } = this.params;
    if (categories === "auto") return cells;
    if (!Array.isArray(categories) || categories.length !== cells.columns.length)
      throw wrongOption(
        this.name,
        "categories",
        categories,
        `"auto" or one list per column (${cells.columns.length})`,
      );
    this.codes(cells, categories);
    return cells;
  }

  protected learn(cells: Cells): Cell[][] {
    const { categories } = this.params;
    if (categories === "auto") return cells.columns.map(categoriesOf);
    return (categories as Categories).map((list) => [...list]);
  }
  protected store(categories: Cell[][], { columns, names }: Cells): void {
    this.rememberColumns({ columns: columns.length, names });
    this.categories_ = categories;
  }

  protected transformRows(): never {
    throw new Error(`${this.name} encodes cells, not rows of numbers`);
  }

  /** The cells of what is given to the fitted encoder. */
  protected cells(X: CategoryFeatures): Cells {
    this.requireFitted();
    const cells = readCells(X, this.name);
    const names = this.featureNamesIn_;
    const other = names?.findIndex(
      (name, j) => cells.names !== undefined && cells.names[j] !== name,
    );
    if (cells.columns.length !== this.nFeaturesIn_ || (other !== undefined && other >= 0))
      throw new AnalysisError("HF_MODEL_SHAPE", {
        what: `${this.name} got features of the wrong shape`,
        got: cells.names?.join(", ") ?? `${count(cells.columns.length, "column")}`,
        expected: `${names?.join(", ") ?? this.nFeaturesIn_}, as in fit`,
        action: "Select the same columns in the same order as in fit.",
      });
    return cells;
  }

  /** The index of each cell's category, by column; -1 for an unknown one where that is allowed. */
  protected codes(cells: Cells, categories: Categories): Int32Array[] {
    return cells.columns.map((column, j) => {
      const index = new Map(categories[j].map((category, code) => [category, code]));
      return Int32Array.from(column, (cell, row) => {
        const code = index.get(cell);
        if (code !== undefined) return code;
        if (this.allowsUnknown(cell)) return -1;
        throw unknownCategory(this.name, cell, row, cells.names?.[j] ?? `${j}`, categories[j]);
      });
    });
  }

  protected abstract allowsUnknown(cell: Cell): boolean;
  protected abstract encode(cells: Cells): { data: Float64Array; columns: number };
}
