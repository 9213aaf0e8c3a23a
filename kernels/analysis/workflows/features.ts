import { AnalysisError } from "../base/errors.ts";
import type { Column } from "../columns/column.ts";
import { type Frame, findColumns } from "../columns/frame.ts";
import { keysOf } from "../columns/keys.ts";
import { ColumnTransformer } from "../compose/column-transformer.ts";
import { Pipeline } from "../compose/pipeline.ts";
import { OneHotEncoder } from "../preprocessing/one-hot-encoder.ts";
import { SimpleImputer } from "../preprocessing/simple-imputer.ts";
import { StandardScaler } from "../preprocessing/standard-scaler.ts";

/** A text column with more distinct values than this is taken for names or numbers of things, not for categories. */
const MOST_CATEGORIES = 50;

/** Which columns are learned from, and how. */
export interface FeaturePlan {
  readonly numeric: readonly string[];
  readonly text: readonly string[];
  /** Sentences about columns that are left out. */
  readonly notes: readonly string[];
}

/**
 * Decides which columns a workflow learns from: those that are named, or all but the target that have more than one value and, when they
 * are text, few categories.
 *
 * @throws HF_TABLE_UNKNOWN_COLUMN, HF_TABLE_EMPTY when no column is left
 */
export function planFeatures(
  table: Frame,
  { target, features, what }: { target?: string; features?: readonly string[]; what: string },
): FeaturePlan {
  const asked = features === undefined ? undefined : findColumns(table, features);
  const left: [string, string][] = [];
  const kept = (asked ?? table.columns.filter(({ name }) => name !== target)).filter((column) => {
    const reason = whyNot(column, asked !== undefined);
    if (reason !== undefined) left.push([column.name, reason]);
    return reason === undefined;
  });
  if (kept.length === 0)
    throw new AnalysisError("HF_TABLE_EMPTY", {
      what: `${what} has no column to learn from`,
      got:
        left.map(([name, reason]) => `${JSON.stringify(name)} (${reason})`).join(", ") ||
        "no columns",
      action: "Name the columns with features: [ … ].",
    });
  return {
    numeric: kept.filter((column) => column.isNumeric).map(({ name }) => name),
    text: kept.filter((column) => !column.isNumeric).map(({ name }) => name),
    notes: left.map(([name, reason]) => `${name} is not used: ${reason}.`),
  };
}

function whyNot(column: Column, isAsked: boolean): string | undefined {
  const { count } = keysOf(column);
  if (count === 0) return "it has no values";
  if (isAsked) return undefined;
  if (count === 1 && column.missing === 0) return "all its values are equal";
  if (!column.isNumeric && count > MOST_CATEGORIES)
    return `it is text with ${count.toLocaleString("en-US")} different values`;
  return undefined;
}

/** The classes of all parts of a preprocessor: what reads a fitted one back. */
export const preprocessorClasses = {
  ColumnTransformer,
  OneHotEncoder,
  Pipeline,
  SimpleImputer,
  StandardScaler,
};

/** Fills gaps with medians and standardises numbers; makes a column per category of text. Nothing of the rows that are held out is used. */
export function preprocessor({ numeric, text }: FeaturePlan): ColumnTransformer {
  const numbers = new Pipeline({
    steps: [
      ["fill", new SimpleImputer({ strategy: "median" })],
      ["scale", new StandardScaler()],
    ],
  });
  return new ColumnTransformer({
    transformers: [
      ...(numeric.length > 0 ? [["numbers", numbers, numeric] as const] : []),
      ...(text.length > 0
        ? [["text", new OneHotEncoder({ handleUnknown: "ignore" }), text] as const]
        : []),
    ],
    verboseFeatureNamesOut: false,
  });
}
