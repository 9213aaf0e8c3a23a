import { requireNumberArgument, requireNumbers } from "../base/arguments.ts";
import { median, quantiles } from "./quantile.ts";

/** Makes the median absolute deviation of normal data estimate their standard deviation: 1 / Φ⁻¹(3/4). */
export const MAD_SCALE = 1.4826022185056018;

/**
 * The median absolute deviation from the median.
 *
 * @param scale factor, default 1 (as scipy; R's mad uses `MAD_SCALE`)
 */
export function mad(values: ArrayLike<number>, scale = 1): number {
  requireNumberArgument(scale, "the scale", "mad");
  requireNumbers(values, "mad");
  const centre = median(values);
  return scale * median(Float64Array.from(values, (x) => Math.abs(x - centre)));
}

/** The interquartile range, quartiles of type 7. */
export function iqr(values: ArrayLike<number>): number {
  requireNumbers(values, "iqr");
  const [q1, q3] = quantiles(values, [0.25, 0.75]);
  return q3 - q1;
}

/**
 * The most frequent present values, rising; empty when nothing is present.
 */
export function mode(values: ArrayLike<number>): number[] {
  requireNumbers(values, "mode");
  const counts = new Map<number, number>();
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i] + 0;
    if (Number.isNaN(x)) continue;
    const count = (counts.get(x) ?? 0) + 1;
    counts.set(x, count);
    most = Math.max(most, count);
  }
  return [...counts]
    .filter(([, count]) => count === most)
    .map(([x]) => x)
    .sort((a, b) => a - b);
}
