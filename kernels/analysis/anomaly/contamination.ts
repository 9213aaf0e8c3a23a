import { requireNumber } from "../models/option.ts";
import { quantile } from "../stats/quantile.ts";

/** Share of outliers among the rows of a fit, above 0 and at most 0.5; "auto" takes the method's own border. */
export type Contamination = number | "auto";

/** @throws HF_MODEL_OPTION */
export function checkContamination(what: string, contamination: Contamination): void {
  if (contamination !== "auto")
    requireNumber(what, "contamination", contamination, { above: 0, max: 0.5 });
}

/** The score below which so many rows of the fit lie (quantile of type 7). */
export function borderOf(scores: Float64Array, contamination: number): number {
  return quantile(scores, contamination);
}

/** 1 for a row inside (decision ≥ 0), -1 for an outlier. */
export function labelsOfDecision(decision: Float64Array): Int32Array {
  return Int32Array.from(decision, (value) => (value < 0 ? -1 : 1));
}
