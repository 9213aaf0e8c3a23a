import * as rule from "../base/option-rules.ts";
import { quantile } from "../stats/quantile.ts";

/** Share of outliers among the rows of a fit, above 0 and at most 0.5; "auto" takes the method's own border. */
export type Contamination = number | "auto";

/** What `contamination` can be. */
export const contaminationRule = rule.either(
  rule.oneOf(["auto"]),
  rule.number({ above: 0, max: 0.5 }),
);

/** The score below which so many rows of the fit lie (quantile of type 7). */
export function borderOf(scores: Float64Array, contamination: number): number {
  return quantile(scores, contamination);
}

/** 1 for a row inside (decision ≥ 0), -1 for an outlier. */
export function labelsOfDecision(decision: Float64Array): Int32Array {
  return Int32Array.from(decision, (value) => (value < 0 ? -1 : 1));
}
