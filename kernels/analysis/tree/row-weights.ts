import * as rule from "../base/option-rules.ts";
import type { Classes } from "../models/target.ts";
import { checkWeights } from "../models/weights.ts";

/** How much each class counts: all the same, so that every class has the same sum, or as stated (absent classes count 1). */
export type ClassWeight = null | "balanced" | Readonly<Record<string, number>>;

/** What `classWeight` can be. */
export const classWeightRule = rule.either(
  rule.oneOf(["balanced", null]),
  rule.object(
    "an object { class: weight } of numbers of at least 0",
    (value) =>
      !Array.isArray(value) &&
      Object.values(value).every((weight) => Number.isFinite(weight) && weight >= 0),
  ),
);

/** Reads the weights of rows, all 1 when they are absent; see `checkWeights`. */
export function rowWeights(
  sampleWeight: ArrayLike<number> | undefined,
  rows: number,
  what: string,
): Float64Array {
  return checkWeights(sampleWeight, rows, what) ?? new Float64Array(rows).fill(1);
}

/** Multiplies row weights by those of their classes, in place. */
export function applyClassWeight(
  weights: Float64Array,
  target: Classes,
  classWeight: ClassWeight,
): void {
  if (classWeight === null) return;
  const { classes, codes } = target;
  const factors =
    classWeight === "balanced"
      ? balanced(codes, classes.length)
      : classes.map((label) => classWeight[String(label)] ?? 1);
  for (let row = 0; row < weights.length; row++) weights[row] *= factors[codes[row]];
}

/** King and Zeng (2001): rows / (classes · rows of the class). */
function balanced(codes: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const code of codes) counts[code]++;
  return counts.map((count) => codes.length / (classes * count));
}
