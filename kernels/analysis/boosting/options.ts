import * as rule from "../base/option-rules.ts";

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

/** What these options can be. */
export const boostingRules = {
  learningRate: rule.by(0.1, rule.number({ above: 0 })),
  maxIter: rule.by(100, rule.integer(1)),
  maxLeafNodes: rule.by(31, rule.orNull(rule.integer(2))),
  maxDepth: rule.by(null, rule.orNull(rule.integer(1))),
  minSamplesLeaf: rule.by(20, rule.integer(1)),
  l2Regularization: rule.by(0, rule.number({ min: 0 })),
  maxBins: rule.by(255, rule.integer(2, 65_535)),
  earlyStopping: rule.by("auto", rule.oneOf(["auto", true, false])),
  validationFraction: rule.by(0.1, rule.orNull(rule.number({ above: 0, below: 1 }))),
  nIterNoChange: rule.by(10, rule.integer(1)),
  tol: rule.by(1e-7, rule.number({ min: 0 })),
  randomState: rule.by(0, rule.seed),
};

/** From this number of rows on "auto" stops early. */
const EARLY_STOPPING_ROWS = 10_000;

/** Whether a fit of so many rows stops early. */
export function stopsEarly(params: Required<BoostingOptions>, rows: number): boolean {
  return params.earlyStopping === "auto" ? rows > EARLY_STOPPING_ROWS : params.earlyStopping;
}
