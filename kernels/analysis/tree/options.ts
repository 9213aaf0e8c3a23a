import {
  requireInteger,
  requireNumber,
  requireOneOf,
  requireSeed,
  wrongOption,
} from "../models/option.ts";
import type { ClassCriterion, Criterion, NumberCriterion } from "./criterion.ts";
import type { ClassWeight } from "./row-weights.ts";
import type { GrowLimits } from "./splitter.ts";

/** How many columns are tried at a node: a share of them (0 < share ≤ 1; 1 is all), a count (≥ 2), a rule, or null for all. */
export type MaxFeatures = number | "sqrt" | "log2" | null;

/** Options that every tree has; scikit-learn's names and defaults. */
export interface TreeOptions {
  /** Longest way from root to leaf, ≥ 1; default null: no limit. */
  readonly maxDepth?: number | null;
  /** Fewest rows of a node that is split: a count ≥ 2, or a share of all rows below 1; default 2. */
  readonly minSamplesSplit?: number;
  /** Fewest rows of a leaf: a count ≥ 1, or a share of all rows below 1; default 1. */
  readonly minSamplesLeaf?: number;
  /** Smallest share of the whole weight in a leaf, 0 … 0.5; default 0. */
  readonly minWeightFractionLeaf?: number;
  /** See `MaxFeatures`. */
  readonly maxFeatures?: MaxFeatures;
  /** Most leaves, ≥ 2: the leaf with the largest improvement is split first; default null: no limit. */
  readonly maxLeafNodes?: number | null;
  /** A node is split only when that lowers the impurity by this much (as a share of the whole weight), ≥ 0; default 0. */
  readonly minImpurityDecrease?: number;
  /** Cost of a leaf in minimal cost-complexity pruning (Breiman et al. 1984, section 3.3), ≥ 0; default 0: no pruning. */
  readonly ccpAlpha?: number;
  /** Seed of everything drawn at random, an integer; default 0. */
  readonly randomState?: number;
}

/** Options of a classification tree. */
export interface ClassTreeOptions extends TreeOptions {
  /** Impurity: Gini index (default) or entropy in bits; "log_loss" is another name of the latter. */
  readonly criterion?: ClassCriterion;
  /** How much each class counts; default null: all the same. */
  readonly classWeight?: ClassWeight;
}

/** Options of a regression tree. */
export interface NumberTreeOptions extends TreeOptions {
  /** Spread: squared error around the mean (default), or with Friedman's improvement score. */
  readonly criterion?: NumberCriterion;
}

/** What the defaults of the tree options have in common. */
export const treeDefaults = {
  maxDepth: null,
  minSamplesSplit: 2,
  minSamplesLeaf: 1,
  minWeightFractionLeaf: 0,
  maxLeafNodes: null,
  minImpurityDecrease: 0,
  ccpAlpha: 0,
  randomState: 0,
} as const;

/** @throws HF_MODEL_OPTION for the first option that has a value it cannot have */
export function checkTreeOptions(
  params: Required<TreeOptions> & { criterion: Criterion },
  criteria: readonly Criterion[],
  what: string,
): void {
  requireOneOf(what, "criterion", params.criterion, criteria);
  if (params.maxDepth !== null) requireInteger(what, "maxDepth", params.maxDepth, 1);
  checkCount(what, "minSamplesSplit", params.minSamplesSplit, 2);
  checkCount(what, "minSamplesLeaf", params.minSamplesLeaf, 1);
  requireNumber(what, "minWeightFractionLeaf", params.minWeightFractionLeaf, { min: 0, max: 0.5 });
  checkMaxFeatures(what, params.maxFeatures);
  if (params.maxLeafNodes !== null) requireInteger(what, "maxLeafNodes", params.maxLeafNodes, 2);
  requireNumber(what, "minImpurityDecrease", params.minImpurityDecrease, { min: 0 });
  requireNumber(what, "ccpAlpha", params.ccpAlpha, { min: 0 });
  requireSeed(what, params.randomState);
}

/** Fills in what depends on the data. */
export function growLimits(
  params: Required<TreeOptions> & { criterion: Criterion; splitter: "best" | "random" },
  rows: number,
  columns: number,
  weightSum: number,
): GrowLimits {
  const minSamplesLeaf = countOf(params.minSamplesLeaf, rows);
  return {
    criterion: params.criterion,
    splitter: params.splitter,
    maxDepth: params.maxDepth ?? Number.POSITIVE_INFINITY,
    minSamplesLeaf,
    minSamplesSplit: Math.max(2, 2 * minSamplesLeaf, countOf(params.minSamplesSplit, rows)),
    minWeightLeaf: params.minWeightFractionLeaf * weightSum,
    maxFeatures: featureCount(params.maxFeatures, columns),
    maxLeafNodes: params.maxLeafNodes ?? Number.POSITIVE_INFINITY,
    minImpurityDecrease: params.minImpurityDecrease,
  };
}

/** Number of columns that are tried, at least 1 and at most all. */
export function featureCount(maxFeatures: MaxFeatures, columns: number): number {
  if (maxFeatures === null) return columns;
  if (maxFeatures === "sqrt") return Math.max(1, Math.floor(Math.sqrt(columns)));
  if (maxFeatures === "log2") return Math.max(1, Math.floor(Math.log2(columns)));
  if (maxFeatures <= 1) return Math.max(1, Math.floor(maxFeatures * columns));
  return Math.min(columns, maxFeatures);
}

/** @throws HF_MODEL_OPTION */
export function checkMaxFeatures(what: string, value: MaxFeatures): void {
  if (value === null || value === "sqrt" || value === "log2") return;
  if (typeof value === "number" && value > 0 && (value <= 1 || Number.isInteger(value))) return;
  throw wrongOption(
    what,
    "maxFeatures",
    value,
    'a share above 0 and at most 1, a count of at least 2, "sqrt", "log2" or null',
  );
}

function checkCount(what: string, option: string, value: number, min: number): void {
  if (Number.isInteger(value) && value >= min) return;
  if (typeof value === "number" && value > 0 && value < 1) return;
  throw wrongOption(
    what,
    option,
    value,
    `an integer of at least ${min}, or a share of the rows between 0 and 1`,
  );
}

function countOf(countOrShare: number, rows: number): number {
  return countOrShare < 1 ? Math.ceil(countOrShare * rows) : countOrShare;
}
