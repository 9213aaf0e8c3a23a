import { requireMatrix } from "../base/arguments.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Cell, Cells } from "./cells.ts";
import { type Categories, CategoryEncoder, categoriesRule } from "./encoder.ts";

/** Options of `OneHotEncoder`. */
export interface OneHotEncoderOptions {
  /** "auto" (default): those of `fit`; or the categories of each column in their order. */
  readonly categories?: "auto" | Categories;
  /** Leave out the first category of each column ("first"), only of columns with two ("ifBinary"), or none (null, default). */
  readonly drop?: "first" | "ifBinary" | null;
  /** What a value that `fit` has not seen does: "error" (default), or "ignore": all its columns are 0. */
  readonly handleUnknown?: "error" | "ignore";
}

const oneHotEncoderOptions = modelOptions<OneHotEncoderOptions>(
  "OneHotEncoder",
  {
    categories: categoriesRule,
    drop: rule.by(null, rule.oneOf(["first", "ifBinary", null])),
    handleUnknown: rule.by("error", rule.oneOf(["error", "ignore"])),
  },
  {
    habits: {
      sparse: "Leave it out: the matrix is dense.",
      sparseOutput: "Leave it out: the matrix is dense.",
    },
  },
);

/**
 * Makes a column of 0 and 1 for each category of each column. A missing value is a category of its own.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_OPTION, HF_MODEL_UNKNOWN_CATEGORY.
 *
 * @example new OneHotEncoder().fitTransform(table.select("city")); // columns city_Oslo, city_Rome
 */
export class OneHotEncoder extends CategoryEncoder<OneHotEncoderOptions> {
  readonly name = "OneHotEncoder";

  constructor(options: OneHotEncoderOptions = {}) {
    super(oneHotEncoderOptions, options);
  }

  /** The categories of rows that `transform` made; a row of zeros gives the dropped category, or null when there is none. */
  inverseTransform(codes: { data: Float64Array; rows: number; columns: number }): Cell[][] {
    this.requireFitted();
    requireMatrix(codes, "OneHotEncoder.inverseTransform");
    const { data, rows, columns } = codes;
    return Array.from({ length: rows }, (_, i) => {
      let at = i * columns;
      return this.categories_!.map((categories) => {
        const first = this.#dropped(categories) ? 1 : 0;
        let found: Cell = first === 1 ? categories[0] : null;
        for (let code = first; code < categories.length; code++)
          if (data[at++] === 1) found = categories[code];
        return found;
      });
    });
  }

  protected allowsUnknown(): boolean {
    return this.params.handleUnknown === "ignore";
  }
  #dropped(categories: readonly Cell[]): boolean {
    const { drop } = this.params;
    return drop === "first" || (drop === "ifBinary" && categories.length === 2);
  }
  protected encode(cells: Cells) {
    const columns = this.namesOut(cells.columns.map(() => "")).length;
    const data = new Float64Array(cells.rows * columns);
    let start = 0;
    this.codes(cells, this.categories_!).forEach((codes, j) => {
      const first = this.#dropped(this.categories_![j]) ? 1 : 0;
      for (let i = 0; i < cells.rows; i++)
        if (codes[i] >= first) data[i * columns + start + codes[i] - first] = 1;
      start += this.categories_![j].length - first;
    });
    return { data, columns };
  }
  protected override namesOut(names: readonly string[]): string[] {
    return this.categories_!.flatMap((categories, j) =>
      categories
        .slice(this.#dropped(categories) ? 1 : 0)
        .map((category) => `${names[j]}_${category ?? "missing"}`),
    );
  }
}
