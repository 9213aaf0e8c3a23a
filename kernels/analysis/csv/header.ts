import { Column, type ColumnType } from "../table/column.ts";
import { decode } from "../table/strings.ts";
import { type Dialect, type FieldSpan, splitRecord } from "./dialect.ts";

/** The names of the columns, where the data starts, and what had to be changed. */
export interface Header {
  readonly names: readonly string[];
  readonly dataStart: number;
  readonly notes: readonly string[];
}

/** Reads or makes the names: trimmed; an empty one becomes column_N, a repeated one gets .1, .2 … as in pandas. */
export function readHeader(
  bytes: Uint8Array,
  start: number,
  dialect: Dialect,
  header: boolean | readonly string[],
): Header {
  const first = splitRecord(bytes, start, bytes.length, dialect);
  if (header === false)
    return {
      names: first.fields.map((_, j) => `column_${j + 1}`),
      dataStart: start,
      notes: [],
    };
  if (header !== true) return { ...uniqueNames(header), dataStart: start };
  const texts = first.fields.map((field) => fieldText(bytes, field, dialect.quote));
  return { ...uniqueNames(texts), dataStart: first.next };
}

/** Decodes one field. */
function fieldText(bytes: Uint8Array, field: FieldSpan, quote: number): string {
  const text = decode(bytes, field.start, field.end);
  if (!field.doubled) return text;
  const mark = String.fromCharCode(quote);
  return text.replaceAll(mark + mark, mark);
}

/** Makes names that are not empty and not repeated; says what was changed. */
export function uniqueNames(given: readonly string[]): { names: string[]; notes: string[] } {
  const notes: string[] = [];
  const used = new Set<string>();
  const wanted = new Set(given.map((name) => name.trim()));
  const names = given.map((raw, j) => {
    let name = raw.trim() || `column_${j + 1}`;
    if (used.has(name)) {
      let n = 1;
      while (used.has(`${name}.${n}`) || wanted.has(`${name}.${n}`)) n++;
      notes.push(
        `Column ${j + 1}: the name "${name}" occurs twice, the second one is "${name}.${n}".`,
      );
      name = `${name}.${n}`;
    } else if (raw.trim() === "") notes.push(`Column ${j + 1} has no name, it is "${name}".`);
    used.add(name);
    return name;
  });
  return { names, notes };
}

/** Gives a text column the type category. */
export function asType(column: Column, type: ColumnType): Column {
  return type === "category" ? new Column({ ...column.parts(), type }) : column;
}
