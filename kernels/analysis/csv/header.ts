import { Column, type ColumnType } from "../columns/column.ts";
import { uniqueNames } from "../columns/column-names.ts";
import { decode } from "../columns/strings.ts";
import { type Dialect, type FieldSpan, splitRecord } from "./dialect.ts";
import type { CsvOptions } from "./options.ts";

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
  if (header !== true)
    return { ...uniqueNames(header), start, dataStart: start, isFirstRecord: false };
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

/** Gives a text column the type category. */
export function asType(column: Column, type: ColumnType): Column {
  return type === "category" ? new Column({ ...column.parts(), type }) : column;
}
