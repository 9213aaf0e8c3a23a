import { requireInteger, requireNumber, requireOneOf, requireSeed } from "../models/option.ts";

/** Options of both boosted models; scikit-learn's names and defaults. */
export interface BoostingOptions {
  /** What each leaf value is multiplied with, > 0; default 0.1. */
  readonly learningRate?: number;
  /** Number of iterations: a tree each, or one per class; ≥ 1, default 100. */
  readonly maxIter?: number;
  /** Most leaves of a tree, ≥ 2; null: no limit; default 31. */
  readonly maxLeafNodes?: number | null;
  /** Longest way from root to leaf, ≥ 1; default null: no limit. */
  readonly maxDepth?: number | null;
  /** Fewest rows of a leaf, ≥ 1; default 20. */
  readonly minSamplesLeaf?: number;
  /** Added to the hessian of a leaf, ≥ 0: holds leaf values back; default 0. */
  readonly l2Regularization?: number;
  /**
   * Most bins per column, 2 … 65,535; default 255. Missing values have one more. Above 255 (which scikit-learn does not have) small data
   * are split at every value; a histogram then takes time and memory in proportion.
   */
  readonly maxBins?: number;
  /** Whether to stop when the loss no longer falls; default "auto": with more than 10,000 rows. */
  readonly earlyStopping?: boolean | "auto";
  /** Share of the rows that only measure the loss when stopping early, between 0 and 1; null: the training rows; default 0.1. */
  readonly validationFraction?: number | null;
  /** Stop when the loss has not fallen for so many iterations, ≥ 1; default 10. */
  readonly nIterNoChange?: number;
  /** By how much the loss must fall, ≥ 0; default 1e-7. */
  readonly tol?: number;
  /** Seed of the rows that are held out (and of those that cut bins, above 200,000); default 0. */
  readonly randomState?: number;
}

/** Their defaults. */
export const boostingDefaults = {
  learningRate: 0.1,
  maxIter: 100,
  maxLeafNodes: 31,
  maxDepth: null,
  minSamplesLeaf: 20,
  l2Regularization: 0,
  maxBins: 255,
  earlyStopping: "auto",
  validationFraction: 0.1,
  nIterNoChange: 10,
  tol: 1e-7,
  randomState: 0,
} as const;

/** From this number of rows on "auto" stops early. */
const EARLY_STOPPING_ROWS = 10_000;

/** @throws HF_MODEL_OPTION for the first option that has a value it cannot have */
export function checkBoostingOptions(params: Required<BoostingOptions>, what: string): void {
  requireNumber(what, "learningRate", params.learningRate, { above: 0 });
  requireInteger(what, "maxIter", params.maxIter, 1);
  if (params.maxLeafNodes !== null) requireInteger(what, "maxLeafNodes", params.maxLeafNodes, 2);
  if (params.maxDepth !== null) requireInteger(what, "maxDepth", params.maxDepth, 1);
  requireInteger(what, "minSamplesLeaf", params.minSamplesLeaf, 1);
  requireNumber(what, "l2Regularization", params.l2Regularization, { min: 0 });
  requireInteger(what, "maxBins", params.maxBins, 2, 65_535);
  requireOneOf(what, "earlyStopping", params.earlyStopping, ["auto", true, false]);
  if (params.validationFraction !== null)
    requireNumber(what, "validationFraction", params.validationFraction, { above: 0, below: 1 });
  requireInteger(what, "nIterNoChange", params.nIterNoChange, 1);
  requireNumber(what, "tol", params.tol, { min: 0 });
  requireSeed(what, params.randomState);
}

/** Whether a fit of so many rows stops early. */
export function stopsEarly(params: Required<BoostingOptions>, rows: number): boolean {
  return params.earlyStopping === "auto" ? rows > EARLY_STOPPING_ROWS : params.earlyStopping;
}
