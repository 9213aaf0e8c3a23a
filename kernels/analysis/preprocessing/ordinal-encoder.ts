import { requireMatrix } from "../base/arguments.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Cell, Cells } from "./cells.ts";
import { type Categories, CategoryEncoder, categoriesRule } from "./encoder.ts";

/** Options of `OrdinalEncoder`. */
export interface OrdinalEncoderOptions {
  /** "auto" (default): those of `fit`, sorted; or the categories of each column in their order. */
  readonly categories?: "auto" | Categories;
  /** What a value that `fit` has not seen does: "error" (default), or "useEncodedValue": it becomes unknownValue. */
  readonly handleUnknown?: "error" | "useEncodedValue";
  /** The number of an unknown value, default -1. */
  readonly unknownValue?: number;
}

const ordinalEncoderOptions = modelOptions<OrdinalEncoderOptions>("OrdinalEncoder", {
  categories: categoriesRule,
  handleUnknown: rule.by("error", rule.oneOf(["error", "useEncodedValue"])),
  unknownValue: rule.by(-1, {
    expected: "a number, or NaN",
    accepts: (value) => Number.isNaN(value) || Number.isFinite(value),
  }),
});

/**
 * Replaces each category by its place in the order of its column, from 0; a missing value stays missing (NaN).
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_OPTION, HF_MODEL_UNKNOWN_CATEGORY.
 */
export class OrdinalEncoder extends CategoryEncoder<OrdinalEncoderOptions> {
  readonly name = "OrdinalEncoder";

  constructor(options: OrdinalEncoderOptions = {}) {
    super(ordinalEncoderOptions, options);
  }

  /** The categories of encoded rows; null for NaN and for an unknown value. */
  inverseTransform(codes: { data: Float64Array; rows: number; columns: number }): Cell[][] {
    this.requireFitted();
    requireMatrix(codes, "OrdinalEncoder.inverseTransform");
    const { data, rows, columns } = codes;
    return Array.from({ length: rows }, (_, i) =>
      this.categories_!.map((categories, j) => categories[data[i * columns + j]] ?? null),
    );
  }

  protected allowsUnknown(cell: Cell): boolean {
    return cell === null || this.params.handleUnknown === "useEncodedValue";
  }
  protected encode(cells: Cells) {
    const columns = cells.columns.length;
    const data = new Float64Array(cells.rows * columns);
    this.codes(cells, this.categories_!).forEach((codes, j) => {
      for (let i = 0; i < cells.rows; i++) {
        const missing = cells.columns[j][i] === null;
        const known = codes[i] >= 0 ? codes[i] : this.params.unknownValue;
        data[i * columns + j] = missing ? Number.NaN : known;
      }
    });
    return { data, columns };
  }
}
