import { sharedInt32 } from "../table/buffers.ts";
import { Column } from "../table/column.ts";
import { keysOf } from "../table/keys.ts";
import { Strings } from "../table/strings.ts";
import { validityWhere } from "../table/validity.ts";

/** The distinct present texts of a column, with how often and where they occur. */
export interface Distinct {
  readonly texts: readonly string[];
  readonly counts: Int32Array;
  /** Index of the text in each row, -1 when missing. */
  readonly codes: Int32Array;
}

const known = new WeakMap<Column, Distinct>();

/** Lists the distinct texts of a text column; remembered per column, because columns never change. */
export function distinctTexts(column: Column): Distinct {
  let found = known.get(column);
  if (found === undefined) {
    const keys = keysOf(column);
    const texts = Array.from(keys.firstRow, (row) => String(column.at(row)));
    const counts = new Int32Array(keys.count);
    for (const code of keys.codes) if (code >= 0) counts[code]++;
    found = { texts, counts, codes: keys.codes };
    known.set(column, found);
  }
  return found;
}

/**
 * Replaces texts: text k becomes replacements[k], null makes it missing. Equal replacements become one text.
 *
 * @returns the new column, and the rows whose text is another one now
 */
export function recode(
  column: Column,
  distinct: Distinct,
  replacements: readonly (string | null)[],
): { column: Column; rows: Int32Array } {
  const place = new Map<string, number>();
  const target = Int32Array.from(replacements, (text) => {
    if (text === null) return -1;
    const code = place.get(text) ?? place.size;
    place.set(text, code);
    return code;
  });
  const changed = Uint8Array.from(replacements, (text, k) => (text === distinct.texts[k] ? 0 : 1));
  const { codes } = distinct;
  const data = sharedInt32(codes.length);
  const rows = new Int32Array(codes.length);
  let n = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    data[i] = code < 0 ? -1 : target[code];
    if (code >= 0 && changed[code] === 1) rows[n++] = i;
  }
  if (n === 0) return { column, rows: rows.slice(0, 0) };
  const valid = validityWhere(data.length, (i) => data[i] < 0);
  const dict = Strings.from([...place.keys()]);
  const { name, type, length } = column;
  return { column: new Column({ name, type, length, data, valid, dict }), rows: rows.slice(0, n) };
}
