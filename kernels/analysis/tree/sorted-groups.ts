import type { SortedRows } from "./sorted-rows.ts";

interface Out {
  readonly code: Int32Array;
  readonly sums: Float64Array;
  readonly stride: number;
  readonly lanes: number;
}

// One function per kind of target, written out for speed: they run over every row of every column of every node.

/** Makes groups of rows that are in order of their codes: sums of weights by class, and numbers of rows when they are asked for. */
export function groupSortedClasses(
  { order, codes, pairs }: SortedRows,
  from: number,
  to: number,
  { code, sums, stride, lanes }: Out,
): number {
  const isCounted = stride > lanes;
  let g = -1;
  let last = -1;
  let at = -stride;
  for (let i = from; i < to; i++) {
    const row = 2 * order[i];
    const c = codes[i];
    if (c !== last) {
      last = c;
      code[++g] = c;
      at += stride;
      for (let k = 0; k < stride; k++) sums[at + k] = 0;
    }
    sums[at + pairs[row + 1]] += pairs[row];
    if (isCounted) sums[at + lanes]++;
  }
  return g + 1;
}

/** The same for numbers: sums of weights and of weighted targets. */
export function groupSortedNumbers(
  { order, codes, pairs }: SortedRows,
  from: number,
  to: number,
  { code, sums, stride, lanes }: Out,
): number {
  const isCounted = stride > lanes;
  let g = -1;
  let last = -1;
  let at = -stride;
  for (let i = from; i < to; i++) {
    const row = 2 * order[i];
    const c = codes[i];
    if (c !== last) {
      last = c;
      code[++g] = c;
      at += stride;
      for (let k = 0; k < stride; k++) sums[at + k] = 0;
    }
    const w = pairs[row];
    sums[at] += w;
    sums[at + 1] += w * pairs[row + 1];
    if (isCounted) sums[at + lanes]++;
  }
  return g + 1;
}
