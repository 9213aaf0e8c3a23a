import type { NodeRows } from "./groups.ts";

// One function per element kind: a loop that sees both is compiled well for neither.

/** Adds the rows of a node to the bins of their codes: the weight of each in the lane of its class. */
export function addClassBytes(
  codes: Uint8Array,
  base: number,
  rows: Int32Array,
  { start, end, lane, weight }: NodeRows,
  bins: Float64Array,
  stride: number,
): void {
  for (let i = start; i < end; i++) {
    bins[codes[base + rows[i]] * stride + lane[i - start]] += weight[i - start];
  }
}

/** See `addClassBytes`. */
export function addClassInts(
  codes: Int32Array,
  base: number,
  rows: Int32Array,
  { start, end, lane, weight }: NodeRows,
  bins: Float64Array,
  stride: number,
): void {
  for (let i = start; i < end; i++) {
    bins[codes[base + rows[i]] * stride + lane[i - start]] += weight[i - start];
  }
}

/** Adds the rows of a node to the bins of their codes: their weight and weighted target. */
export function addNumberBytes(
  codes: Uint8Array,
  base: number,
  rows: Int32Array,
  { start, end, target, weight }: NodeRows,
  bins: Float64Array,
  stride: number,
): void {
  for (let i = start; i < end; i++) {
    const at = codes[base + rows[i]] * stride;
    const w = weight[i - start];
    bins[at] += w;
    bins[at + 1] += w * target[i - start];
  }
}

/** See `addNumberBytes`. */
export function addNumberInts(
  codes: Int32Array,
  base: number,
  rows: Int32Array,
  { start, end, target, weight }: NodeRows,
  bins: Float64Array,
  stride: number,
): void {
  for (let i = start; i < end; i++) {
    const at = codes[base + rows[i]] * stride;
    const w = weight[i - start];
    bins[at] += w;
    bins[at + 1] += w * target[i - start];
  }
}

/** Counts the rows of a node in a lane of the bins. */
export function addRows(
  codes: Uint8Array | Int32Array,
  base: number,
  rows: Int32Array,
  start: number,
  end: number,
  bins: Float64Array,
  stride: number,
  lane: number,
): void {
  for (let i = start; i < end; i++) bins[codes[base + rows[i]] * stride + lane]++;
}
