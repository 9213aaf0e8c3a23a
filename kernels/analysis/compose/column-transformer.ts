import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import { count } from "../base/words.ts";
import type { Features, Target } from "../models/data.ts";
import { checkFeatures } from "../models/input.ts";
import { wrongOption } from "../models/option.ts";
import { OneStepTransformer } from "../models/transformer.ts";
import { refuseWeights } from "../models/weights.ts";
import { type AnyEstimator, able, fitted, requireEstimator } from "./any-estimator.ts";
import {
  type ColumnSelector,
  columnsOf,
  resolveColumns,
  selectColumns,
} from "./column-selector.ts";

/** One part of a column transformer: name, what to do, with which columns. */
export type ColumnPart = readonly [string, AnyEstimator | "passthrough" | "drop", ColumnSelector];

/** Options of `ColumnTransformer`. */
export interface ColumnTransformerOptions {
  /** Parts in the order of their columns out. */
  readonly transformers: readonly ColumnPart[];
  /** What happens to columns that no part takes: "drop" (default) or "passthrough". */
  readonly remainder?: "drop" | "passthrough";
  /** Put "part__" before each name out, default true; false needs names that are distinct anyway. */
  readonly verboseFeatureNamesOut?: boolean;
}

interface Part {
  readonly name: string;
  readonly columns: readonly number[];
  /** null passes the columns through. */
  readonly transformer: AnyEstimator | null;
}

interface Data {
  readonly X: Features;
  readonly parts: Part[];
}

const columnTransformerOptions = modelOptions<ColumnTransformerOptions>(
  "ColumnTransformer",
  {
    transformers: rule.by([], {
      expected: "at least one part [name, transformer, columns]",
      accepts: (value) =>
        Array.isArray(value) &&
        value.length > 0 &&
        value.every(
          (part) => Array.isArray(part) && part.length === 3 && typeof part[0] === "string",
        ),
    }),
    remainder: rule.by("drop", rule.oneOf(["drop", "passthrough"])),
    verboseFeatureNamesOut: rule.by(true, rule.flag),
  },
  { bare: { list: "transformers" } },
);

/**
 * Applies a transformer to some columns and another to others, and puts the results side by side. The columns are given by name, by
 * index, or as all "numeric" or all "text" columns of the table.
 *
 * Errors: HF_TABLE_UNKNOWN_COLUMN, HF_MODEL_SHAPE, HF_MODEL_OPTION, and those of its transformers.
 *
 * @example new ColumnTransformer({ transformers: [["num", new StandardScaler(), "numeric"], ["cat", new OneHotEncoder(), ["city"]]] })
 */
export class ColumnTransformer extends OneStepTransformer<ColumnTransformerOptions, null, Data> {
  readonly name = "ColumnTransformer";
  /** The fitted parts. */
  transformers_: readonly Part[] | undefined;

  constructor(options: ColumnTransformerOptions) {
    super(columnTransformerOptions, options);
  }

  override get allowsMissing(): boolean {
    return true;
  }

  override transform(X: Features): Matrix {
    this.requireFitted();
    const { width, names } = columnsOf(X, this.name);
    if (width !== this.nFeaturesIn_ && !(this.featureNamesIn_ !== undefined && names !== undefined))
      throw new AnalysisError("HF_MODEL_SHAPE", {
        what: `${this.name} got features of the wrong shape`,
        got: `${count(width, "column")}`,
        expected: `${this.nFeaturesIn_}, as in fit`,
        action: "Give the same columns as in fit.",
      });
    const blocks = this.transformers_!.map((part) => this.#apply(part, X));
    return { ...sideBySide(blocks), names: this.getFeatureNamesOut() };
  }

  #apply({ transformer, columns, name }: Part, X: Features): Matrix {
    const known = this.featureNamesIn_;
    const chosen = selectColumns(
      X,
      columns.map((j) => known?.[j] ?? j),
      this.name,
    );
    if (transformer !== null) return able(transformer, "transform").transform(chosen);
    return checkFeatures(chosen, { what: `${this.name} ${name}`, allowMissing: true });
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const { transformers } = this.params;
    refuseWeights(sampleWeight, this.name);
    const partNames = transformers.map(([name]) => name);
    if (new Set(partNames).size < partNames.length)
      throw wrongOption(
        this.name,
        "transformers",
        partNames.join(", "),
        "distinct names of the parts",
      );
    const { rows } = columnsOf(X, this.name);
    if (rows === 0)
      checkFeatures({ data: new Float64Array(), rows: 0, columns: 1 }, { what: this.name });
    // Fitted estimators are no plain data, so no checkpoint holds them: a fit that goes on makes them again.
    return { X, parts: this.#fitParts(X, y) };
  }

  protected learn(): null {
    return null;
  }

  #fitParts(X: Features, y: Target | undefined): Part[] {
    const taken = new Set<number>();
    const out: Part[] = [];
    for (const [name, transformer, selector] of this.params.transformers) {
      const columns = resolveColumns(X, selector, `${this.name}.${name}`);
      for (const j of columns) taken.add(j);
      if (transformer === "drop" || columns.length === 0) continue;
      if (transformer === "passthrough") {
        out.push({ name, columns, transformer: null });
        continue;
      }
      able(requireEstimator(this.name, `transformers.${name}`, transformer), "transform");
      const chosen = selectColumns(X, columns, this.name);
      out.push({ name, columns, transformer: fitted(transformer, chosen, y) });
    }
    const rest = [...Array(columnsOf(X, this.name).width).keys()].filter((j) => !taken.has(j));
    if (this.params.remainder === "passthrough" && rest.length > 0)
      out.push({ name: "remainder", columns: rest, transformer: null });
    return out;
  }
  protected store(_learned: null, { X, parts }: Data): void {
    const { width, names } = columnsOf(X, this.name);
    this.rememberColumns({ columns: width, names });
    this.transformers_ = parts;
  }

  protected override namesOut(names: readonly string[]): string[] {
    return this.transformers_!.flatMap(({ name, columns, transformer }) => {
      const own = transformer
        ? able(transformer, "getFeatureNamesOut").getFeatureNamesOut()
        : columns.map((j) => names[j]);
      return this.params.verboseFeatureNamesOut ? own.map((column) => `${name}__${column}`) : own;
    });
  }
  protected transformRows(): never {
    throw new Error(`${this.name} transforms columns, not rows of numbers`);
  }

  protected override nested(name: string): AnyEstimator | undefined {
    const part = this.params.transformers.find(([known]) => known === name);
    return typeof part?.[1] === "object" ? part[1] : undefined;
  }
  protected override withNested(name: string, estimator: AnyEstimator) {
    const transformers = this.params.transformers.map(
      (part): ColumnPart => (part[0] === name ? [name, estimator, part[2]] : part),
    );
    return { transformers };
  }
}

function sideBySide(blocks: readonly Matrix[]): Matrix {
  const columns = blocks.reduce((total, block) => total + block.columns, 0);
  const rows = blocks[0]?.rows ?? 0;
  const data = new Float64Array(rows * columns);
  let start = 0;
  for (const block of blocks) {
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < block.columns; j++)
        data[i * columns + start + j] = block.data[i * block.columns + j];
    start += block.columns;
  }
  return { data, rows, columns };
}
