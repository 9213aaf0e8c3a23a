import { requireOptions, said } from "../base/arguments.ts";
import type { Frame } from "../columns/frame.ts";
import { stream } from "../random/stream.ts";
import { takeRows } from "./filter.ts";

/** Options of `sample`. */
export interface SampleOptions {
  /** Seed of the draw, default 0. */
  readonly seed?: number;
  /** Whether a row can be drawn more than once, default false. */
  readonly replace?: boolean;
}

/**
 * Draws rows at random. Without replacement the result keeps the order of the table, and a larger n with the same seed contains
 * the smaller sample.
 *
 * @param n number of rows, 0 … length (any number with replacement)
 * @throws RangeError when n is not possible
 */
export function sample(from: Frame, n: number, options: SampleOptions = {}): Frame {
  requireOptions(options, "sample");
  const { seed = 0, replace = false } = options;
  if (!Number.isInteger(n) || n < 0 || (!replace && n > from.length))
    throw new RangeError(
      `sample(n): got ${said(n)}, expected an integer from 0 to ${replace ? "any size" : from.length}`,
    );
  if (replace && n > 0 && from.length === 0)
    throw new RangeError("sample(n): the table has no rows to draw from");
  const random = stream(seed, "sample");
  if (replace)
    return takeRows(
      from,
      Int32Array.from({ length: n }, () => random.int(from.length)),
    );
  return takeRows(from, random.permutation(from.length).slice(0, n).sort());
}
