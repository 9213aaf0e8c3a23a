import { said } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import { sharedFloat64, sharedInt32 } from "../columns/buffers.ts";
import { makeColumn } from "../columns/build.ts";
import { Column } from "../columns/column.ts";
import { gather } from "../columns/gather.ts";
import { keysOf } from "../columns/keys.ts";
import { validityWhere } from "../columns/validity.ts";
import { quantileOfSorted } from "../stats/quantile.ts";
import type { Aggregate } from "./aggregate-rule.ts";
import { orderOf } from "./sort.ts";

/** Rows that are divided into groups: row i is in group codes[i], 0 … count-1. */
export class Groups {
  readonly codes: Int32Array;
  readonly count: number;
  #starts: Int32Array | undefined;
  #rows: Int32Array | undefined;

  constructor(codes: Int32Array, count: number) {
    this.codes = codes;
    this.count = count;
  }

  /** Where each group starts in `rows`; count + 1 numbers. */
  get starts(): Int32Array {
    if (this.#starts === undefined) {
      const starts = new Int32Array(this.count + 1);
      for (let i = 0; i < this.codes.length; i++) starts[this.codes[i] + 1]++;
      for (let g = 0; g < this.count; g++) starts[g + 1] += starts[g];
      this.#starts = starts;
    }
    return this.#starts;
  }

  /** Row numbers, group after group, rising inside a group. */
  get rows(): Int32Array {
    if (this.#rows === undefined) {
      const next = this.starts.slice();
      const rows = new Int32Array(this.codes.length);
      for (let i = 0; i < rows.length; i++) rows[next[this.codes[i]]++] = i;
      this.#rows = rows;
    }
    return this.#rows;
  }
}

/**
 * Aggregates one column by group.
 *
 * @throws HF_TABLE_COLUMN_TYPE when the aggregate needs numbers and the column is text
 */
export function aggregateColumn(
  name: string,
  column: Column,
  groups: Groups,
  how: Aggregate,
): Column {
  if (typeof how === "function") return byFunction(name, column, groups, how);
  if (typeof how === "object")
    return places(name, column, byQuantile(column, groups, how.quantile));
  switch (how) {
    case "sum":
      requireSum(column);
      return floats(name, sums(column.numbers(), groups));
    case "mean":
      return places(name, column, means(column.numbers(), groups));
    case "std":
    case "var":
      return floats(name, spreads(column.numbers(), groups, how === "std"));
    case "median":
      return places(name, column, byQuantile(column, groups, 0.5));
    case "count":
      return ints(name, counts(column, groups));
    case "nunique":
      return ints(name, distinctCounts(column, groups));
    case "min":
    case "max":
    case "first":
    case "last":
    case "mode":
      return gather(column, chosenRows(column, groups, how)).rename(name);
    default: {
      const never: never = how;
      throw new Error(`no such aggregate: ${said(never)}`);
    }
  }
}

function byFunction(
  name: string,
  column: Column,
  groups: Groups,
  how: (values: Column) => unknown,
): Column {
  return makeColumn(
    name,
    Array.from({ length: groups.count }, (_, g) => {
      const rows = groups.rows.subarray(groups.starts[g], groups.starts[g + 1]);
      return rows.length === 0 ? null : (how(gather(column, rows)) ?? null);
    }),
  );
}

function floats(name: string, data: Float64Array): Column {
  const valid = validityWhere(data.length, (i) => Number.isNaN(data[i]));
  return new Column({ name, type: "float64", length: data.length, data, valid });
}

/** Places among the values of a column: those of dates are dates, rounded to the millisecond. */
function places(name: string, column: Column, data: Float64Array): Column {
  const found = floats(name, data);
  if (column.type !== "date") return found;
  for (let g = 0; g < data.length; g++) data[g] = Math.round(data[g]);
  return new Column({ ...found.parts(), type: "date" });
}

function requireSum(column: Column): void {
  if (column.type !== "date") return;
  throw new AnalysisError("HF_TABLE_COLUMN_TYPE", {
    what: "dates have no sum",
    column: column.name,
    got: "date",
    expected: "float64, float32, int32 or bool",
    action: "Use min, max, mean or count, or derive a difference of dates first.",
  });
}

function ints(name: string, data: Int32Array): Column {
  return new Column({ name, type: "int32", length: data.length, data });
}

/** Counts the rows of each group. */
export function sizes(name: string, groups: Groups): Column {
  const data = sharedInt32(groups.count);
  for (let i = 0; i < groups.codes.length; i++) data[groups.codes[i]]++;
  return ints(name, data);
}

function counts(column: Column, groups: Groups): Int32Array {
  const out = sharedInt32(groups.count);
  for (let i = 0; i < groups.codes.length; i++)
    if (column.valid === undefined || !column.isMissing(i)) out[groups.codes[i]]++;
  return out;
}

/** Neumaier's compensated sum in each group. */
function sums(values: Float64Array, groups: Groups): Float64Array {
  const high = sharedFloat64(groups.count);
  const low = new Float64Array(groups.count);
  const codes = groups.codes;
  for (let i = 0; i < codes.length; i++) {
    const x = values[i];
    if (Number.isNaN(x)) continue;
    const g = codes[i];
    const before = high[g];
    const next = before + x;
    low[g] += Math.abs(before) >= Math.abs(x) ? before - next + x : x - next + before;
    high[g] = next;
  }
  for (let g = 0; g < high.length; g++) if (!Number.isNaN(low[g])) high[g] += low[g];
  return high;
}

function presentCounts(values: Float64Array, groups: Groups): Int32Array {
  const out = new Int32Array(groups.count);
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) out[groups.codes[i]]++;
  return out;
}

function means(values: Float64Array, groups: Groups): Float64Array {
  const out = sums(values, groups);
  const n = presentCounts(values, groups);
  for (let g = 0; g < out.length; g++) out[g] = n[g] === 0 ? Number.NaN : out[g] / n[g];
  return out;
}

function spreads(values: Float64Array, groups: Groups, root: boolean): Float64Array {
  const mean = means(values, groups);
  const squares = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) squares[i] = (values[i] - mean[groups.codes[i]]) ** 2;
  const out = sums(squares, groups);
  const n = presentCounts(values, groups);
  for (let g = 0; g < out.length; g++) {
    const value = n[g] < 2 ? Number.NaN : out[g] / (n[g] - 1);
    out[g] = root ? Math.sqrt(value) : value;
  }
  return out;
}

function byQuantile(column: Column, groups: Groups, q: number): Float64Array {
  const values = column.numbers();
  const out = sharedFloat64(groups.count);
  const held = new Float64Array(values.length);
  for (let g = 0; g < groups.count; g++) {
    let n = 0;
    for (let k = groups.starts[g]; k < groups.starts[g + 1]; k++) {
      const x = values[groups.rows[k]];
      if (!Number.isNaN(x)) held[n++] = x;
    }
    out[g] = quantileOfSorted(held.subarray(0, n).sort(), q);
  }
  return out;
}

function distinctCounts(column: Column, groups: Groups): Int32Array {
  const keys = keysOf(column);
  const out = sharedInt32(groups.count);
  const lastGroup = new Int32Array(keys.count).fill(-1);
  const { starts, rows } = groups;
  for (let g = 0; g < groups.count; g++) {
    for (let k = starts[g]; k < starts[g + 1]; k++) {
      const code = keys.codes[rows[k]];
      if (code < 0 || lastGroup[code] === g) continue;
      lastGroup[code] = g;
      out[g]++;
    }
  }
  return out;
}

function chosenRows(
  column: Column,
  groups: Groups,
  how: "min" | "max" | "first" | "last" | "mode",
): Int32Array {
  if (how === "mode") return modeRows(column, groups);
  const chosen = new Int32Array(groups.count).fill(-1);
  const order = how === "min" || how === "max" ? orderOf(column) : undefined;
  for (let i = 0; i < groups.codes.length; i++) {
    if (column.valid !== undefined && column.isMissing(i)) continue;
    const g = groups.codes[i];
    const held = chosen[g];
    const better =
      held < 0 ||
      how === "last" ||
      (how === "min" && order![i] < order![held]) ||
      (how === "max" && order![i] > order![held]);
    if (better) chosen[g] = i;
  }
  return chosen;
}

function modeRows(column: Column, groups: Groups): Int32Array {
  const keys = keysOf(column);
  const order = orderOf(column);
  const chosen = new Int32Array(groups.count).fill(-1);
  const tally = new Int32Array(keys.count);
  const { starts, rows } = groups;
  for (let g = 0; g < groups.count; g++) {
    let best = 0;
    for (let k = starts[g]; k < starts[g + 1]; k++) {
      const code = keys.codes[rows[k]];
      if (code >= 0) tally[code]++;
    }
    for (let k = starts[g]; k < starts[g + 1]; k++) {
      const code = keys.codes[rows[k]];
      if (code < 0 || tally[code] === 0) continue;
      const row = keys.firstRow[code];
      if (tally[code] > best || (tally[code] === best && order[row] < order[chosen[g]])) {
        best = tally[code];
        chosen[g] = row;
      }
      tally[code] = 0;
    }
  }
  return chosen;
}
