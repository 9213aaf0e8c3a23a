import { isListLike, said } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import { count } from "../base/words.ts";
import { readNumbersNotDates } from "../numeric/sample.ts";

/**
 * Reads sample weights.
 *
 * @returns undefined when none are given: every row counts once
 * @throws HF_MODEL_SHAPE unless there is one per row and their sum is above 0, HF_MODEL_OPTION for a negative or not finite weight
 */
export function checkWeights(
  given: ArrayLike<number> | undefined,
  rows: number,
  what: string,
): Float64Array | undefined {
  if (given === undefined) return undefined;
  if (!isListLike(given) || given.length !== rows)
    throw new AnalysisError("HF_MODEL_SHAPE", {
      what: `${what} needs one sample weight per row`,
      got: isListLike(given) ? count(given.length, "weight") : said(given),
      expected: `${rows}`,
    });
  // A copy: some estimators change their weights in place.
  const weights = Float64Array.from(
    readNumbersNotDates(
      given,
      `the sampleWeight of ${what}`,
      "a weight says how much a row counts",
    ),
  );
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights[row];
    if (!(weight >= 0) || !Number.isFinite(weight))
      throw new AnalysisError("HF_MODEL_OPTION", {
        what: `${what} cannot use this sample weight`,
        row,
        got: String(weight),
        expected: "a finite number of at least 0",
      });
    total += weight;
  }
  if (total === 0)
    throw new AnalysisError("HF_MODEL_SHAPE", {
      what: `${what} needs rows that count`,
      got: "only sample weights of 0",
      expected: "at least one above 0",
    });
  return weights;
}

/** @throws HF_MODEL_OPTION when weights are given to an estimator that cannot use them */
export function refuseWeights(given: ArrayLike<number> | undefined, what: string): void {
  if (given === undefined) return;
  throw new AnalysisError("HF_MODEL_OPTION", {
    what: `${what} cannot use sample weights`,
    got: "sampleWeight",
    expected: "no sampleWeight",
    action: "Leave it out, or repeat rows.",
  });
}
