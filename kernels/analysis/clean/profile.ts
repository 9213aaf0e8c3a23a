import { requireTable } from "../base/arguments.ts";
import { compareText } from "../base/compare-text.ts";
import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import { makeColumn } from "../columns/build.ts";
import type { Column } from "../columns/column.ts";
import { type Frame, frame } from "../columns/frame.ts";
import { cellText } from "../display/cell-text.ts";
import { moments } from "../stats/moments.ts";
import { quantileOfSorted, sortedPresent } from "../stats/quantile.ts";
import { Table } from "../table/table.ts";
import { duplicateRows } from "../verbs/duplicates.ts";
import { type Distinct, distinctTexts } from "./distinct.ts";
import { defaultMissingWords, missingTest } from "./missing-words.ts";
import { outlierFences, outlierRows } from "./outliers.ts";

/** Statistics of a column whose present cells are all numbers. */
export interface NumberProfile {
  readonly mean: number;
  /** ddof 1. */
  readonly sd: number;
  readonly min: number;
  /** Quartiles of type 7. */
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
  /** Cells outside of the quartiles ± 1.5 interquartile ranges. */
  readonly iqrOutliers: number;
  /** Cells with |x - mean| > 3 sd. */
  readonly z3Outliers: number;
}

/** What is in one column, cell by cell as text. */
export interface ColumnProfile {
  readonly missing: number;
  /** Distinct present texts, space around them ignored. */
  readonly distinct: number;
  /** The most frequent of these, ties to the smallest in code-point order; null when nothing is present. */
  readonly top: string | null;
  readonly topCount: number;
  /** Cells that are a plain decimal number after trimming. */
  readonly numeric: number;
  /** Cells that are a plain whole number after trimming. */
  readonly integer: number;
  /** Their lengths in characters (code points); null when nothing is present. */
  readonly minLength: number | null;
  readonly maxLength: number | null;
  /** Cells with space around the text. */
  readonly untrimmed: number;
  /** Present when every present cell is a number. */
  readonly stats?: NumberProfile;
}

/** What is in a table before anything is changed. */
export interface TableProfile {
  readonly rows: number;
  readonly columns: number;
  readonly missingCells: number;
  /** missingCells / (rows · columns); 0 for an empty table. */
  readonly missingShare: number;
  /** Rows that equal an earlier one in every cell. */
  readonly duplicateRows: number;
  readonly duplicateRowIndices: Int32Array;
  readonly column: Readonly<Record<string, ColumnProfile>>;
  /** One row per column. */
  readonly table: Table;
}

/** Options of `profile`. */
export interface ProfileOptions {
  /** Words that mean missing, compared trimmed and in lower case; default `defaultMissingWords`. */
  readonly missingWords?: readonly string[];
}

const profileOptions = callOptions<ProfileOptions>(
  "profile",
  { missingWords: rule.texts },
  { bare: { list: "missingWords" } },
);

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const WHOLE = /^[-+]?\d+$/;

/**
 * Profiles a table as it is written: read it with `types: "text"` and `missing: []` to see every cell as text. Typed columns are looked
 * at through the texts of their values.
 */
export function profile(from: Frame, options: ProfileOptions = {}): TableProfile {
  requireTable(from, "profile");
  const { missingWords = defaultMissingWords } = profileOptions.read(options);
  const isMissing = missingTest(missingWords);
  const entries = from.columns.map(
    (column) => [column.name, profileColumn(column, isMissing)] as const,
  );
  const missingCells = entries.reduce((total, [, { missing }]) => total + missing, 0);
  const cells = from.length * from.columns.length;
  const duplicates = duplicateRows(from);
  return {
    rows: from.length,
    columns: from.columns.length,
    missingCells,
    missingShare: cells === 0 ? 0 : missingCells / cells,
    duplicateRows: duplicates.length,
    duplicateRowIndices: duplicates,
    column: Object.fromEntries(entries),
    table: asTable(entries),
  };
}

function profileColumn(column: Column, isMissing: (text: string) => boolean): ColumnProfile {
  const { texts, counts, codes } = textsOf(column);
  const numbers = new Float64Array(texts.length).fill(Number.NaN);
  const trimmedCounts = new Map<string, number>();
  let missing = column.missing;
  let [numeric, integer, untrimmed] = [0, 0, 0];
  for (let k = 0; k < texts.length; k++) {
    const count = counts[k];
    if (isMissing(texts[k])) {
      missing += count;
      continue;
    }
    const text = texts[k].trim();
    trimmedCounts.set(text, (trimmedCounts.get(text) ?? 0) + count);
    if (text !== texts[k]) untrimmed += count;
    if (!NUMBER.test(text)) continue;
    numeric += count;
    if (WHOLE.test(text)) integer += count;
    numbers[k] = Number(text);
  }
  const present = column.length - missing;
  return {
    missing,
    ...textProfile(trimmedCounts),
    numeric,
    integer,
    untrimmed,
    stats:
      present > 0 && numeric === present
        ? numberProfile(Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : numbers[code])))
        : undefined,
  };
}

function textProfile(
  counts: ReadonlyMap<string, number>,
): Pick<ColumnProfile, "distinct" | "top" | "topCount" | "minLength" | "maxLength"> {
  let top: string | null = null;
  let topCount = 0;
  let [minLength, maxLength] = [Number.POSITIVE_INFINITY, -1];
  for (const [text, count] of counts) {
    const length = [...text].length;
    minLength = Math.min(minLength, length);
    maxLength = Math.max(maxLength, length);
    if (count > topCount || (count === topCount && compareText(text, top ?? "") < 0)) {
      top = text;
      topCount = count;
    }
  }
  const some = counts.size > 0;
  return {
    distinct: counts.size,
    top,
    topCount,
    minLength: some ? minLength : null,
    maxLength: some ? maxLength : null,
  };
}

function textsOf(column: Column): Distinct {
  if (!column.isNumeric) return distinctTexts(column);
  const { codes, counts, texts } = distinctTexts(column);
  // Numbers and dates in the form in which a table shows them.
  const shown =
    column.type === "date" ? texts.map((text) => cellText(new Date(text), "date")) : texts;
  return { codes, counts, texts: shown };
}

function numberProfile(values: Float64Array): NumberProfile {
  const { n, mean, m2 } = moments(values);
  const sd = Math.sqrt(Math.max(0, m2) / (n - 1));
  const sorted = sortedPresent(values);
  return {
    mean,
    sd,
    min: sorted[0],
    q1: quantileOfSorted(sorted, 0.25),
    median: quantileOfSorted(sorted, 0.5),
    q3: quantileOfSorted(sorted, 0.75),
    max: sorted[sorted.length - 1],
    iqrOutliers: outlierRows(values, outlierFences(values, "iqr")).length,
    z3Outliers: values.reduce((count, x) => count + (Math.abs(x - mean) > 3 * sd ? 1 : 0), 0),
  };
}

function asTable(entries: readonly (readonly [string, ColumnProfile])[]): Table {
  const pick = <K extends keyof ColumnProfile>(key: K) =>
    entries.map(([, column]) => column[key] ?? null);
  const counts = [
    "missing",
    "distinct",
    "topCount",
    "numeric",
    "integer",
    "minLength",
    "maxLength",
    "untrimmed",
  ] as const;
  return new Table(
    frame([
      makeColumn(
        "column",
        entries.map(([name]) => name),
        "text",
      ),
      makeColumn("top", pick("top"), "text"),
      ...counts.map((key) => makeColumn(key, pick(key), "int32")),
      ...(["mean", "sd", "min", "median", "max"] as const).map((key) =>
        makeColumn(
          key,
          entries.map(([, column]) => column.stats?.[key] ?? null),
          "float64",
        ),
      ),
    ]),
  );
}
