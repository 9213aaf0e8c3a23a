import { Column, type ColumnType } from "../table/column.ts";
import { decode } from "../table/strings.ts";
import { type Dialect, type FieldSpan, splitRecord } from "./dialect.ts";
import type { CsvOptions } from "./options.ts";

/** More columns than this are refused: a file that is read with a wrong delimiter, or lies on its side. */
export const MAX_COLUMNS = 65_536;

/** The names of the columns, where the data starts, and what had to be changed. */
export interface Header {
  readonly names: readonly string[];
  /** Where the first record is. */
  readonly start: number;
  readonly dataStart: number;
  /** True when the first record holds the names. */
  readonly isFirstRecord: boolean;
  readonly notes: readonly string[];
}

/** Reads or makes the names: trimmed; an empty one becomes column_N, a repeated one gets .1, .2 … as in pandas. */
export function readHeader(
  bytes: Uint8Array,
  start: number,
  dialect: Dialect,
  options: CsvOptions,
): Header {
  const { header = true } = options;
  const first = splitRecord(bytes, start, bytes.length, dialect);
  if (header === false)
    return {
      names: first.fields.map((_, j) => `column_${j + 1}`),
      start,
      dataStart: start,
      isFirstRecord: false,
      notes: [],
    };
  if (header !== true) {
    if (!Array.isArray(header) || header.some((name) => typeof name !== "string"))
      throw new TypeError("readCsv: header must be true, false or a list of names");
    return { ...uniqueNames(header), start, dataStart: start, isFirstRecord: false };
  }
  const texts = first.fields.map((field) => fieldText(bytes, field, dialect.quote));
  if (options.rowNames === true && first.next < bytes.length) {
    const second = splitRecord(bytes, first.next, bytes.length, dialect);
    if (second.fields.length === texts.length + 1) texts.unshift("row_name");
  }
  return { ...uniqueNames(texts), start, dataStart: first.next, isFirstRecord: true };
}

/** Decodes one field. */
function fieldText(bytes: Uint8Array, field: FieldSpan, quote: number): string {
  const text = decode(bytes, field.start, field.end);
  if (!field.doubled) return text;
  const mark = String.fromCharCode(quote);
  return text.replaceAll(mark + mark, mark);
}

const NOTES = 10;

/** Makes names that are not empty and not repeated; says what was changed. */
export function uniqueNames(given: readonly string[]): { names: string[]; notes: string[] } {
  const notes: string[] = [];
  const used = new Set<string>();
  const wanted = new Set(given.map((name) => name.trim()));
  const next = new Map<string, number>();
  const names = given.map((raw, j) => {
    let name = raw.trim() || `column_${j + 1}`;
    if (used.has(name)) {
      let n = next.get(name) ?? 1;
      while (used.has(`${name}.${n}`) || wanted.has(`${name}.${n}`)) n++;
      next.set(name, n + 1);
      notes.push(
        `Column ${j + 1}: the name "${shortName(name)}" occurs twice, the second one is "${shortName(name)}.${n}".`,
      );
      name = `${name}.${n}`;
    } else if (raw.trim() === "") notes.push(`Column ${j + 1} has no name, it is "${name}".`);
    used.add(name);
    return name;
  });
  if (notes.length > NOTES)
    notes.splice(
      NOTES - 1,
      notes.length,
      `${notes.length - NOTES + 1} more columns were named in this way.`,
    );
  return { names, notes };
}

/** A name for a message: heads of a hundred thousand characters exist. */
export function shortName(name: string): string {
  return name.length > 60 ? `${name.slice(0, 59)}…` : name;
}

/** Gives a text column the type category. */
export function asType(column: Column, type: ColumnType): Column {
  return type === "category" ? new Column({ ...column.parts(), type }) : column;
}
