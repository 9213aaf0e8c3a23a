import type { Matrix } from "../base/matrix.ts";
import { sharedFloat64, sharedInt32, sharedUint8 } from "../columns/buffers.ts";
import { ColumnOrder } from "../numeric/order.ts";

/**
 * Features as integers that keep the order of the values, column by column: what trees are grown on. Plain data on shared memory,
 * so workers get it without a copy.
 */
export interface CodedFeatures {
  readonly rows: number;
  readonly columns: number;
  /** Code of row i in column j: codes[j * rows + i]. Bytes when no column has more than 256 codes. */
  readonly codes: Uint8Array | Int32Array;
  /** Where the codes of each column begin in `lower` and `upper`; columns + 1 numbers. */
  readonly starts: Int32Array;
  /** The smallest value of each code. */
  readonly lower: Float64Array;
  /** The largest value of each code. */
  readonly upper: Float64Array;
}

/**
 * Codes the columns of a matrix.
 *
 * @param bins undefined gives every distinct value a code of its own (exact splits); a number cuts columns with more distinct values
 *   than that at their quantiles, so that each code holds about the same number of rows
 */
export function codeFeatures(matrix: Matrix, bins: number | undefined): CodedFeatures {
  const { data, rows, columns } = matrix;
  const values = new Float64Array(rows);
  const sorter = new ColumnOrder(rows);
  const codes = sharedInt32(rows * columns);
  const cuts: Cuts[] = [];
  const starts = sharedInt32(columns + 1);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) values[i] = data[i * columns + j];
    const cut = codeSorted(values, sorter.sort(values), bins, codes, j * rows);
    cuts.push(cut);
    starts[j + 1] = starts[j] + cut.lower.length;
  }
  const lower = sharedFloat64(starts[columns]);
  const upper = sharedFloat64(starts[columns]);
  cuts.forEach((cut, j) => {
    lower.set(cut.lower, starts[j]);
    upper.set(cut.upper, starts[j]);
  });
  if (cuts.some((cut) => cut.lower.length > 256))
    return { rows, columns, codes, starts, lower, upper };
  const bytes = sharedUint8(rows * columns);
  bytes.set(codes);
  return { rows, columns, codes: bytes, starts, lower, upper };
}

/** The first code whose largest value is not below x; the last code when there is none. */
export function codeOf(upper: Float64Array, x: number): number {
  let low = 0;
  let high = upper.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x <= upper[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Cuts {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Writes the codes of one column, whose rows are given in rising order. */
function codeSorted(
  values: Float64Array,
  order: Int32Array,
  bins: number | undefined,
  codes: Int32Array,
  base: number,
): Cuts {
  const n = values.length;
  let distinct = n > 0 ? 1 : 0;
  for (let i = 1; i < n; i++) if (values[order[i]] !== values[order[i - 1]]) distinct++;
  const wanted = bins === undefined ? distinct : Math.min(bins, distinct);
  const lower = new Float64Array(wanted);
  const upper = new Float64Array(wanted);
  let code = -1;
  let opened = 0;
  let last = Number.NaN;
  for (let i = 0; i < n; i++) {
    const value = values[order[i]];
    // A new code begins at the first new value past the next quantile; equal values never part.
    if (
      value !== last &&
      (code < 0 || wanted === distinct || isDue(i, opened, n, wanted - code - 1))
    ) {
      code++;
      lower[code] = value;
      opened = i;
    }
    last = value;
    upper[code] = value;
    codes[base + order[i]] = code;
  }
  return { lower: lower.slice(0, code + 1), upper: upper.slice(0, code + 1) };
}

/** Whether the open code holds its share of the rows that are not yet in earlier codes. */
function isDue(i: number, opened: number, n: number, codesLeft: number): boolean {
  return codesLeft > 0 && i - opened >= (n - opened) / (codesLeft + 1);
}
