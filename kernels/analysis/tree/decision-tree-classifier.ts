import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions, type Seeded } from "../base/option-table.ts";
import { OneStepClassifier } from "../models/classifier.ts";
import type { Features, Target } from "../models/data.ts";
import { treeImportances } from "./importances.ts";
import { leafCount, leavesOf, type TreeNodes, treeDepth } from "./nodes.ts";
import { type ClassTreeOptions, classTreeRules } from "./options.ts";
import { fittedTree, growSingleTree } from "./single-tree.ts";
import { classTraining, type TreeTraining } from "./training.ts";

/** Options of `DecisionTreeClassifier`; scikit-learn's names and defaults. */
export interface DecisionTreeClassifierOptions extends ClassTreeOptions {
  /** "best" (default): the best threshold of a column; "random": one drawn at random. */
  readonly splitter?: "best" | "random";
}

const decisionTreeClassifierOptions = modelOptions<DecisionTreeClassifierOptions>(
  "DecisionTreeClassifier",
  {
    ...classTreeRules,
    splitter: rule.by("best", rule.oneOf(["best", "random"])),
  },
  { bare: { number: "maxDepth", text: "criterion" } },
);

/**
 * A classification tree (Breiman, Friedman, Olshen, Stone 1984, CART) that tries every threshold.
 *
 * Thresholds lie in the middle of neighbouring values. Of equally good splits the one of the first column, then of the smallest
 * threshold is taken, so the tree is always the same (scikit-learn tries columns in random order and may take another).
 *
 * @example new DecisionTreeClassifier({ maxDepth: 3 }).fit(X, y).predict(X)
 */
export class DecisionTreeClassifier extends OneStepClassifier<
  DecisionTreeClassifierOptions,
  TreeNodes,
  TreeTraining
> {
  readonly name = "DecisionTreeClassifier";
  /** The grown tree: flat arrays, a value per class and node (sums of weights). */
  tree_: TreeNodes | undefined;

  constructor(options: Seeded<DecisionTreeClassifierOptions> = {}) {
    super(decisionTreeClassifierOptions, options);
  }

  /** Share of each column in the decrease of impurity; sums to 1. */
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
    const { params, name } = this;
    return classTraining(X, y, { what: name, sampleWeight, classWeight: params.classWeight });
  }

  protected learn(data: TreeTraining): TreeNodes {
    return growSingleTree(data, this.params);
  }

  protected store(tree: TreeNodes, { matrix, classes }: TreeTraining): void {
    this.rememberColumns(matrix);
    this.classes_ = classes;
    this.tree_ = tree;
  }

  protected probabilities(matrix: Matrix): Float64Array {
    const tree = fittedTree(this.tree_, this.name);
    const { outputs, value, weightedNNodeSamples } = tree;
    const leaves = leavesOf(tree, matrix);
    const out = new Float64Array(matrix.rows * outputs);
    for (let row = 0; row < matrix.rows; row++)
      for (let k = 0; k < outputs; k++)
        out[row * outputs + k] =
          value[leaves[row] * outputs + k] / weightedNNodeSamples[leaves[row]];
    return out;
  }
}
