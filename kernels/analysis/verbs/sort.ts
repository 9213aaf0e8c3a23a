import { said, wrongArgument } from "../base/arguments.ts";
import { compareText } from "../base/compare-text.ts";
import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import type { Column } from "../columns/column.ts";
import { type Frame, findColumn } from "../columns/frame.ts";
import { keysOf } from "../columns/keys.ts";
import { takeRows } from "./filter.ts";

/** One key of a sort: a column name, or a name with its direction. */
export type SortKey = string | { readonly column: string; readonly descending?: boolean };

/**
 * Sorts rows by one or more keys. Stable: rows with equal keys keep their order. Missing values come last in either direction;
 * text is in order of Unicode code points.
 */
export function sort(from: Frame, keys: readonly SortKey[]): Frame {
  return takeRows(from, sortedRows(from, keys));
}

/** Lists the row numbers in sorted order. */
export function sortedRows(from: Frame, keys: readonly SortKey[]): Int32Array {
  const ranks = keys.map((key) => {
    const { column, descending = false } = readKey(from, key);
    return signed(orderOf(findColumn(from, column)), descending);
  });
  const rows = new Int32Array(from.length);
  for (let i = 0; i < rows.length; i++) rows[i] = i;
  // The last key first: each pass is stable, so the first key decides in the end.
  for (let k = ranks.length - 1; k >= 0; k--) stableSort(rows, ranks[k]);
  return rows;
}

const sortOptions = callOptions<Exclude<SortKey, string>>(
  "sort",
  {
    column: rule.text,
    descending: rule.by(false, rule.flag),
  },
  { habits: { by: ["column"], name: ["column"], desc: ["descending"], order: ["descending"] } },
);

function readKey(from: Frame, key: SortKey): Exclude<SortKey, string> {
  const known = (name: string) => from.columns.some((column) => column.name === name);
  if (typeof key === "string") {
    // SQL and pandas' users write the direction into the text.
    const [, minus, word, direction] = /^(-?)(.+?)(?:\s+(desc|asc))?$/i.exec(key.trim()) ?? [];
    if (!known(key) && word !== undefined && known(word) && (minus || direction))
      throw directionApart(word, minus === "-" || direction?.toLowerCase() === "desc", said(key));
    if (!known(key) && /^(?:de|a)sc(?:ending)?$/i.test(key))
      throw directionApart("price", /^d/i.test(key), said(key));
    return { column: key };
  }
  if (typeof key === "function")
    throw wrongArgument("sort takes names of columns, not a function", {
      got: said(key),
      expected: 'names, or { column: "price", descending: true }',
      action: 'Derive a column to sort by: table.derive({ key: (row) => … }).sort("key").',
    });
  const [first, way]: unknown[] =
    typeof key === "object" && key !== null ? (Object.entries(key)[0] ?? []) : [];
  if (typeof first === "string" && first !== "column" && known(first))
    throw directionApart(first, way === -1 || way === false || way === "desc", said(key));
  const own = sortOptions.read(key);
  if (own.column !== undefined) return own;
  throw wrongArgument("sort needs the column of each key", {
    got: said(key),
    expected: '{ column: "price", descending: true }',
    action: "Name the column.",
  });
}

function directionApart(column: string, descending: boolean, got: string) {
  return wrongArgument("sort takes the direction apart from the name", {
    got,
    expected: '{ column: "price", descending: true }',
    action: `Write sort({ column: ${JSON.stringify(column)}, descending: ${descending} }).`,
  });
}

/** Returns numbers whose order is the order of the values; NaN where a value is missing. */
export function orderOf(column: Column): Float64Array {
  if (column.isNumeric) return column.numbers();
  const keys = keysOf(column);
  const texts = Array.from(keys.firstRow, (row) => column.at(row) as string);
  const order = texts.map((_, code) => code).sort((a, b) => compareText(texts[a], texts[b]));
  const rank = new Float64Array(texts.length);
  order.forEach((code, position) => {
    rank[code] = position;
  });
  const out = new Float64Array(column.length);
  for (let i = 0; i < out.length; i++) {
    const code = keys.codes[i];
    out[i] = code < 0 ? Number.NaN : rank[code];
  }
  return out;
}

function signed(order: Float64Array, descending: boolean): Float64Array {
  const out = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) out[i] = descending ? -order[i] : order[i];
  return out;
}

/** Sorts row numbers by their keys, stable, NaN last: by counting when the keys are integers of a small range, else by merging. */
function stableSort(rows: Int32Array, keys: Float64Array): void {
  const n = rows.length;
  const present = new Int32Array(n);
  const missing = new Int32Array(n);
  let p = 0;
  let m = 0;
  for (let i = 0; i < n; i++) {
    const row = rows[i];
    const key = keys[row];
    if (!Number.isNaN(key)) present[p++] = row;
    else missing[m++] = row;
  }
  const sorted = present.subarray(0, p);
  const range = smallRange(sorted, keys);
  if (range !== undefined) countingSort(sorted, keys, range);
  else mergeSort(sorted, keys);
  rows.set(sorted);
  rows.set(missing.subarray(0, m), p);
}

/** The range of keys that are all integers, when counting them is cheaper than comparing them. */
function smallRange(
  rows: Int32Array,
  keys: Float64Array,
): { low: number; size: number } | undefined {
  const limit = 4 * rows.length + 1024;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < rows.length; i++) {
    const key = keys[rows[i]];
    if (key < low) low = key;
    if (key > high) high = key;
    if (!(high - low < limit) || key !== Math.floor(key)) return undefined;
  }
  return rows.length === 0 ? undefined : { low, size: high - low + 1 };
}

function countingSort(
  rows: Int32Array,
  keys: Float64Array,
  { low, size }: { low: number; size: number },
): void {
  const next = new Int32Array(size + 1);
  for (let i = 0; i < rows.length; i++) next[keys[rows[i]] - low + 1]++;
  for (let k = 0; k < size; k++) next[k + 1] += next[k];
  const from = rows.slice();
  for (let i = 0; i < from.length; i++) rows[next[keys[from[i]] - low]++] = from[i];
}

/** Merges bottom-up in place; runs of 16 are sorted by insertion. */
function mergeSort(rows: Int32Array, keys: Float64Array): void {
  const p = rows.length;
  const run = 16;
  for (let start = 0; start < p; start += run)
    insertion(rows, keys, start, Math.min(p, start + run));
  let from = rows;
  let to: Int32Array = new Int32Array(p);
  for (let width = run; width < p; width *= 2) {
    for (let start = 0; start < p; start += 2 * width)
      merge(from, to, keys, start, Math.min(p, start + width), Math.min(p, start + 2 * width));
    [from, to] = [to, from];
  }
  if (from !== rows) rows.set(from);
}

function insertion(rows: Int32Array, keys: Float64Array, start: number, end: number): void {
  for (let i = start + 1; i < end; i++) {
    const row = rows[i];
    const key = keys[row];
    let j = i - 1;
    while (j >= start && keys[rows[j]] > key) {
      rows[j + 1] = rows[j];
      j--;
    }
    rows[j + 1] = row;
  }
}

function merge(
  from: Int32Array,
  to: Int32Array,
  keys: Float64Array,
  start: number,
  middle: number,
  end: number,
): void {
  let left = start;
  let right = middle;
  for (let out = start; out < end; out++) {
    const takeLeft = left < middle && (right >= end || keys[from[left]] <= keys[from[right]]);
    to[out] = takeLeft ? from[left++] : from[right++];
  }
}
