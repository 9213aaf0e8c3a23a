import * as rule from "../base/option-rules.ts";
import type { ClassCriterion, Criterion, NumberCriterion } from "./criterion.ts";
import { type ClassWeight, classWeightRule } from "./row-weights.ts";
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

/** A count of at least `min`, or a share of the rows. */
const countOrShare = (min: number) =>
  rule.either(rule.integer(min), {
    expected: "a share of the rows between 0 and 1",
    accepts: (value) => typeof value === "number" && value > 0 && value < 1,
  });

/** What `maxFeatures` can be. */
export const maxFeaturesRule = rule.either(rule.oneOf(["sqrt", "log2", null]), {
  expected: "a share above 0 and at most 1, or a count of at least 2",
  accepts: (value) =>
    typeof value === "number" && value > 0 && (value <= 1 || Number.isInteger(value)),
});

/** What the options of every tree can be. */
export const treeRules = {
  maxDepth: rule.by(null, rule.orNull(rule.integer(1))),
  minSamplesSplit: rule.by(2, countOrShare(2)),
  minSamplesLeaf: rule.by(1, countOrShare(1)),
  minWeightFractionLeaf: rule.by(0, rule.number({ min: 0, max: 0.5 })),
  maxFeatures: rule.by(null, maxFeaturesRule),
  maxLeafNodes: rule.by(null, rule.orNull(rule.integer(2))),
  minImpurityDecrease: rule.by(0, rule.number({ min: 0 })),
  ccpAlpha: rule.by(0, rule.number({ min: 0 })),
  randomState: rule.by(0, rule.seed),
};

/** What the options of a classification tree can be. */
export const classTreeRules = {
  ...treeRules,
  criterion: rule.by("gini", rule.oneOf(["gini", "entropy", "log_loss"])),
  classWeight: rule.by(null, classWeightRule),
};

/** What the options of a regression tree can be. */
export const numberTreeRules = {
  ...treeRules,
  criterion: rule.by(
    "squared_error",
    rule.oneOf(["squared_error", "friedman_mse"], {
      mse: "squared_error",
      variance: "squared_error",
    }),
  ),
};

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

function countOf(countOrShare: number, rows: number): number {
  return countOrShare < 1 ? Math.ceil(countOrShare * rows) : countOrShare;
}
