import { sharedInt32 } from "../columns/buffers.ts";
import { Column } from "../columns/column.ts";
import { keysOf } from "../columns/keys.ts";
import { Strings } from "../columns/strings.ts";
import { validityWhere } from "../columns/validity.ts";

/** The present texts of a column, with how often and where they occur; only a column without dictionary repeats some. */
export interface Distinct {
  readonly texts: readonly string[];
  readonly counts: Int32Array;
  /** Index of the text in each row, -1 when missing. */
  readonly codes: Int32Array;
}

const known = new WeakMap<Column, Distinct>();

/** Lists the texts of a column; remembered per column, because columns never change. */
export function distinctTexts(column: Column): Distinct {
  const found =
    known.get(column) ?? (column.offsets === undefined ? coded(column) : listed(column));
  known.set(column, found);
  return found;
}

function coded(column: Column): Distinct {
  const keys = keysOf(column);
  const texts = Array.from(keys.firstRow, (row) => String(column.at(row)));
  const counts = new Int32Array(keys.count);
  for (const code of keys.codes) if (code >= 0) counts[code]++;
  return { texts, counts, codes: keys.codes };
}

/** Most texts of a column without dictionary are distinct: finding the others would cost more than looking at them twice. */
function listed(column: Column): Distinct {
  const { length } = column;
  const texts = new Strings(column.data as Uint8Array, column.offsets!).all();
  const codes = sharedInt32(length);
  const counts = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const missing = column.isMissing(i);
    codes[i] = missing ? -1 : i;
    counts[i] = missing ? 0 : 1;
  }
  return { texts, counts, codes };
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
  if (replacements.every((text, k) => text === distinct.texts[k]))
    return { column, rows: new Int32Array(0) };
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
  const valid = validityWhere(data.length, (i) => data[i] < 0);
  const dict = Strings.from([...place.keys()]);
  const { name, type, length } = column;
  return { column: new Column({ name, type, length, data, valid, dict }), rows: rows.slice(0, n) };
}
