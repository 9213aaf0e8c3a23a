import { requireNumber } from "../models/option.ts";
import type { Classes, Label } from "../models/target.ts";
import { checkWeights } from "../models/weights.ts";

/** How much each class counts: all the same, so that every class has the same sum, or as stated (absent classes count 1). */
export type ClassWeight = null | "balanced" | Readonly<Record<string, number>>;

/** Reads the weights of rows, all 1 when they are absent; see `checkWeights`. */
export function rowWeights(
  sampleWeight: ArrayLike<number> | undefined,
  rows: number,
  what: string,
): Float64Array {
  return checkWeights(sampleWeight, rows, what) ?? new Float64Array(rows).fill(1);
}

/**
 * Multiplies row weights by those of their classes, in place.
 *
 * @throws HF_MODEL_OPTION for a class weight that is no finite number of at least 0
 */
export function applyClassWeight(
  weights: Float64Array,
  target: Classes,
  classWeight: ClassWeight,
  what: string,
): void {
  if (classWeight === null) return;
  const { classes, codes } = target;
  const factors =
    classWeight === "balanced"
      ? balanced(codes, classes.length)
      : classes.map((label) => statedWeight(label, classWeight, what));
  for (let row = 0; row < weights.length; row++) weights[row] *= factors[codes[row]];
}

/** King and Zeng (2001): rows / (classes · rows of the class). */
function balanced(codes: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const code of codes) counts[code]++;
  return counts.map((count) => codes.length / (classes * count));
}

function statedWeight(
  label: Label,
  classWeight: Readonly<Record<string, number>>,
  what: string,
): number {
  const weight = classWeight[String(label)] ?? 1;
  requireNumber(what, `classWeight of ${JSON.stringify(label)}`, weight, { min: 0 });
  return weight;
}
