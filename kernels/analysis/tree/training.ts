import type { Matrix } from "../base/matrix.ts";
import type { Features, Target } from "../models/data.ts";
import { checkFeatures } from "../models/input.ts";
import { checkClasses, checkNumbers, type Label } from "../models/target.ts";
import { applyClassWeight, type ClassWeight, rowWeights } from "./row-weights.ts";

/** Checked features, target and weights of a tree model. */
export interface TreeTraining {
  readonly matrix: Matrix;
  /** Class codes, or numbers. */
  readonly target: Float64Array;
  /** Empty for a target of numbers. */
  readonly classes: readonly Label[];
  /** One per row. */
  readonly weight: Float64Array;
  readonly weightSum: number;
}

/**
 * Checks what a classification tree learns from.
 *
 * @throws HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_ONE_CLASS, HF_MODEL_OPTION
 */
export function classTraining(
  X: Features,
  y: Target | undefined,
  options: {
    what: string;
    allowMissing?: boolean;
    sampleWeight?: ArrayLike<number>;
    classWeight: ClassWeight;
  },
): TreeTraining {
  const { what } = options;
  const matrix = checkFeatures(X, { what, allowMissing: options.allowMissing });
  const found = checkClasses(y, matrix.rows, what);
  const weight = rowWeights(options.sampleWeight, matrix.rows, what);
  applyClassWeight(weight, found, options.classWeight);
  return {
    matrix,
    target: Float64Array.from(found.codes),
    classes: found.classes,
    weight,
    weightSum: total(weight),
  };
}

/**
 * Checks what a regression tree learns from.
 *
 * @throws HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION
 */
export function numberTraining(
  X: Features,
  y: Target | undefined,
  options: { what: string; allowMissing?: boolean; sampleWeight?: ArrayLike<number> },
): TreeTraining {
  const { what } = options;
  const matrix = checkFeatures(X, { what, allowMissing: options.allowMissing });
  const target = checkNumbers(y, matrix.rows, what);
  const weight = rowWeights(options.sampleWeight, matrix.rows, what);
  return { matrix, target, classes: [], weight, weightSum: total(weight) };
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
