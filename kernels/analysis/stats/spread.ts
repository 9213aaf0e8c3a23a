import { requireNumberArgument } from "../base/arguments.ts";
import { type MissingOptions, numberOf, type Sample } from "../numeric/sample.ts";
import { medianOf, quantilesOf } from "./quantile.ts";

/** Makes the median absolute deviation of normal data estimate their standard deviation: 1 / Φ⁻¹(3/4). */
export const MAD_SCALE = 1.4826022185056018;

/**
 * The median absolute deviation from the median; of dates in milliseconds.
 *
 * @param scale factor, default 1 (as scipy; R's mad uses `MAD_SCALE`)
 */
export function mad(values: Sample, scale = 1, options: MissingOptions = {}): number {
  requireNumberArgument(scale, "the scale", "mad");
  return numberOf(values, "mad", options, (numbers) => {
    const centre = medianOf(numbers);
    return scale * medianOf(Float64Array.from(numbers, (x) => Math.abs(x - centre)));
  });
}

/** The interquartile range, quartiles of type 7; of dates in milliseconds. */
export function iqr(values: Sample, options: MissingOptions = {}): number {
  return numberOf(values, "iqr", options, (numbers) => {
    const [q1, q3] = quantilesOf(numbers, [0.25, 0.75]);
    return q3 - q1;
  });
}
