import { said, wrongArgument } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import { count } from "../base/words.ts";
import type { Target } from "../models/data.ts";
import { type Label, labelsOf, sortLabels } from "../models/target.ts";
import { checkWeights } from "../models/weights.ts";

/** Two lists of labels of the same rows, coded by one list of classes. */
export interface Coded {
  readonly classes: readonly Label[];
  /** Index into `classes` per row; -1 for a label that is not in `classes`. */
  readonly expected: Int32Array;
  readonly got: Int32Array;
  readonly weight: Float64Array | undefined;
}

/**
 * Codes true and predicted labels.
 *
 * @param labels the classes to look at, in their order; default all that occur, sorted
 * @throws HF_MODEL_SHAPE for lists of different lengths or empty ones, HF_MODEL_MISSING_VALUE
 */
export function codeLabels(
  what: string,
  yTrue: Target,
  yPred: Target,
  labels?: readonly Label[],
  sampleWeight?: ArrayLike<number>,
): Coded {
  const expected = labelsOf(yTrue, what);
  const got = labelsOf(yPred, what);
  checkLengths(what, expected.length, got.length);
  if (labels !== undefined && !Array.isArray(labels))
    throw wrongArgument(`${what} needs its classes as a list`, {
      got: said(labels),
      expected: "a list of labels",
      action: "Write { labels: [...] }.",
    });
  const classes = labels ?? sortLabels([...expected, ...got]);
  const index = new Map(classes.map((label, code) => [label, code]));
  const code = (label: Label) => index.get(label) ?? -1;
  return {
    classes,
    expected: Int32Array.from(expected, code),
    got: Int32Array.from(got, code),
    weight: checkWeights(sampleWeight, got.length, what),
  };
}

/** @throws HF_MODEL_SHAPE unless both lengths are equal and above 0 */
export function checkLengths(what: string, expected: number, got: number): void {
  if (expected === got && got > 0) return;
  throw new AnalysisError("HF_MODEL_SHAPE", {
    what: `${what} needs as many predictions as true values, at least one`,
    got: `${count(expected, "true value")} and ${count(got, "prediction")}`,
    action: "Pass both of the same rows.",
  });
}

/** Counts (or sums weights of) the pairs of classes: row true class, column predicted class. */
export function countPairs({ classes, expected, got, weight }: Coded): Float64Array {
  const k = classes.length;
  const counts = new Float64Array(k * k);
  for (let i = 0; i < expected.length; i++)
    if (expected[i] >= 0 && got[i] >= 0)
      counts[expected[i] * k + got[i]] += weight === undefined ? 1 : weight[i];
  return counts;
}
