import { isExact, makeColumn, showValue } from "../columns/build.ts";
import { Column, type ColumnType } from "../columns/column.ts";
import { shortName } from "../columns/column-names.ts";
import { validityWhere } from "../columns/validity.ts";
import { parseIsoDate } from "../csv/date.ts";
import { missingWords } from "../csv/words.ts";

/** One cell of JSON or of a sheet; null and undefined are missing, whole numbers beyond 2^53 come as bigint. */
export type LooseValue = string | number | boolean | bigint | Date | null | undefined;

/** How a column of loose values is to be read. */
export interface LooseOptions {
  readonly stated: ColumnType | undefined;
  /** Texts (and numbers, as they are written) that mean missing; undefined: the usual ones, beside values of another type. */
  readonly missing: readonly string[] | undefined;
  /** true: texts that are all ISO dates become dates. */
  readonly isoDates: boolean;
  /** Names row i for a note, e.g. "row 7". */
  readonly place: (i: number) => string;
}

type Kind = "number" | "date" | "truth value" | "text";

/**
 * Makes a column of values of any types: one type is kept; words such as NA among numbers, dates or truth values are missing; a mixture
 * becomes text, and a note says which values are the odd ones. A column without a value is float64, all missing.
 *
 * @throws HF_TABLE_MIXED_TYPES when a value does not fit the type stated
 */
export function looseColumn(
  name: string,
  given: readonly LooseValue[],
  options: LooseOptions,
  notes: string[],
): Column {
  const { stated } = options;
  const values = withoutMissing(given, options);
  if (stated !== undefined)
    return makeColumn(
      name,
      stated === "text" || stated === "category" ? values.map(asText) : values,
      stated,
    );
  const kinds = countKinds(values);
  if (kinds.size === 0) return makeColumn(name, new Float64Array(values.length).fill(Number.NaN));
  if (kinds.size > 1) {
    notes.push(mixtureNote(name, values, kinds, options));
    return makeColumn(name, values.map(asText), "text");
  }
  const huge = values.filter((value) => typeof value === "bigint" && !isExact(value)).length;
  if (huge > 0) {
    const present = values.filter((value) => value !== null && value !== undefined).length;
    notes.push(
      `${shortName(name)}: text because ${huge} of ${present} ${huge === 1 ? "values is a whole number" : "values are whole numbers"} beyond 2^53, which text keeps exactly.`,
    );
    return makeColumn(name, values.map(asText), "text");
  }
  return (
    (options.isoDates && kinds.has("text") ? dateColumn(name, values) : undefined) ??
    makeColumn(name, values)
  );
}

function withoutMissing(
  given: readonly LooseValue[],
  options: LooseOptions,
): readonly LooseValue[] {
  const { missing, stated } = options;
  if (missing !== undefined) {
    const words = new Set(missing);
    return given.map((value) =>
      value !== null && value !== undefined && words.has(asText(value) as string) ? null : value,
    );
  }
  const isText = stated === "text" || stated === "category";
  const words = given.filter((value) => typeof value === "string") as string[];
  // In a column of texts NA can be Namibia.
  if (isText || words.length === 0 || !words.every(isMissingText)) return given;
  return given.map((value) => (typeof value === "string" ? null : value));
}

/** Whether a text is one of the usual words for a missing value. */
export function isMissingText(value: string): boolean {
  const text = value.trim();
  return text === "" || missingWords.has(text);
}

function kindOf(value: LooseValue): Kind | undefined {
  if (value === null || value === undefined || Number.isNaN(value)) return undefined;
  if (typeof value === "number" || typeof value === "bigint") return "number";
  if (typeof value === "boolean") return "truth value";
  return value instanceof Date ? "date" : "text";
}

function countKinds(values: readonly LooseValue[]): Map<Kind, number> {
  const counts = new Map<Kind, number>();
  for (const value of values) {
    const kind = kindOf(value);
    if (kind !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

function mixtureNote(
  name: string,
  values: readonly LooseValue[],
  kinds: ReadonlyMap<Kind, number>,
  options: LooseOptions,
): string {
  const present = [...kinds.values()].reduce((sum, count) => sum + count, 0);
  const [main, most] = [...kinds].reduce((best, each) => (each[1] > best[1] ? each : best));
  const odd = present - most;
  const at = values.findIndex((value) => kindOf(value) !== undefined && kindOf(value) !== main);
  return `${shortName(name)}: text because ${odd} of ${present} values ${odd === 1 ? `is no ${main}` : `are no ${main}s`}: ${options.place(at)}, ${showValue(values[at])}.`;
}

function asText(value: LooseValue): string | null {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  return value instanceof Date ? dateText(value) : String(value);
}

/** A day as 2024-03-01, a time as 2024-03-01T12:30:00 with milliseconds when there are any. */
export function dateText(value: Date): string {
  if (Number.isNaN(value.getTime())) return "";
  return value.toISOString().replace(/T00:00:00\.000Z$|(?:\.000)?Z$/, "");
}

function dateColumn(name: string, values: readonly LooseValue[]): Column | undefined {
  const encoder = new TextEncoder();
  const data = new Float64Array(values.length);
  for (let i = 0; i < data.length; i++) {
    data[i] = Number.NaN;
    if (typeof values[i] !== "string") continue;
    const bytes = encoder.encode(values[i] as string);
    data[i] = parseIsoDate(bytes, 0, bytes.length);
    if (Number.isNaN(data[i])) return undefined;
  }
  const valid = validityWhere(data.length, (i) => Number.isNaN(data[i]));
  return new Column({ ...makeColumn(name, data).parts(), type: "date", valid });
}
