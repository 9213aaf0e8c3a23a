import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions, type Seeded } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import { OneStepRegressor } from "../models/regressor.ts";
import { treeImportances } from "./importances.ts";
import { leafCount, leavesOf, type TreeNodes, treeDepth } from "./nodes.ts";
import { type NumberTreeOptions, numberTreeRules } from "./options.ts";
import { fittedTree, growSingleTree } from "./single-tree.ts";
import { numberTraining, type TreeTraining } from "./training.ts";

/** Options of `DecisionTreeRegressor`; scikit-learn's names and defaults. */
export interface DecisionTreeRegressorOptions extends NumberTreeOptions {
  /** "best" (default): the best threshold of a column; "random": one drawn at random. */
  readonly splitter?: "best" | "random";
}

const decisionTreeRegressorOptions = modelOptions<DecisionTreeRegressorOptions>(
  "DecisionTreeRegressor",
  {
    ...numberTreeRules,
    splitter: rule.by("best", rule.oneOf(["best", "random"])),
  },
  { bare: { number: "maxDepth", text: "criterion" } },
);

/**
 * A regression tree (Breiman, Friedman, Olshen, Stone 1984, CART) that tries every threshold; see `DecisionTreeClassifier` for
 * thresholds and ties. A leaf predicts the weighted mean of its rows.
 *
 * @example new DecisionTreeRegressor({ minSamplesLeaf: 10 }).fit(X, y).predict(X)
 */
export class DecisionTreeRegressor extends OneStepRegressor<
  DecisionTreeRegressorOptions,
  TreeNodes,
  TreeTraining
> {
  readonly name = "DecisionTreeRegressor";
  /** The grown tree: flat arrays, one value per node (the mean of its rows). */
  tree_: TreeNodes | undefined;

  constructor(options: Seeded<DecisionTreeRegressorOptions> = {}) {
    super(decisionTreeRegressorOptions, options);
  }

  /** Share of each column in the decrease of squared error; sums to 1. */
  get featureImportances_(): Float64Array | undefined {
    return this.tree_ && treeImportances(this.tree_, this.nFeaturesIn_!);
  }

  /** Longest way from root to leaf. @throws HF_MODEL_NOT_FITTED */
  getDepth(): number {
    return treeDepth(fittedTree(this.tree_, this.name));
  }

  /** Number of leaves. @throws HF_MODEL_NOT_FITTED */
  getNLeaves(): number {
    return leafCount(fittedTree(this.tree_, this.name));
  }

  /** Index of the leaf that each row reaches. @throws as `predict` */
  apply(X: Features): Int32Array {
    return leavesOf(fittedTree(this.tree_, this.name), this.input(X));
  }

  protected prepare(
    X: Features,
    y: Target | undefined,
    sampleWeight?: ArrayLike<number>,
  ): TreeTraining {
    const { name } = this;
    return numberTraining(X, y, { what: name, sampleWeight });
  }

  protected learn(data: TreeTraining): TreeNodes {
    return growSingleTree(data, this.params);
  }

  protected store(tree: TreeNodes, { matrix }: TreeTraining): void {
    this.rememberColumns(matrix);
    this.tree_ = tree;
  }

  protected predictRows(matrix: Matrix): Float64Array {
    const tree = fittedTree(this.tree_, this.name);
    return Float64Array.from(leavesOf(tree, matrix), (leaf) => tree.value[leaf]);
  }
}
