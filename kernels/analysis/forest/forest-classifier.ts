import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions, type Seeded } from "../base/option-table.ts";
import { largestOfRows, ProbabilisticClassifier } from "../models/classifier.ts";
import type { Features, Target } from "../models/data.ts";
import type { OpenFit } from "../models/fit.ts";
import { meanImportances } from "../tree/importances.ts";
import type { TreeNodes } from "../tree/nodes.ts";
import { classTreeRules, maxFeaturesRule } from "../tree/options.ts";
import { classTraining } from "../tree/training.ts";
import { type ForestData, fitOfTrees, forestJob } from "./job.ts";
import {
  type ClassForestOptions,
  checkForestOptions,
  ensembleRules,
  forestSettings,
} from "./options.ts";
import { meanOfTrees, outOfBag } from "./predict.ts";

const forestRules = {
  ...classTreeRules,
  ...ensembleRules,
  maxFeatures: rule.by("sqrt", maxFeaturesRule),
};

/** What the two forests of classification trees have in common. */
abstract class ForestClassifier extends ProbabilisticClassifier<
  ClassForestOptions,
  object,
  ForestData
> {
  protected abstract readonly splitter: "best" | "random";
  /** The grown trees, a value per class and node (sums of weights). */
  estimators_: readonly TreeNodes[] | undefined;
  /** With `oobScore`: for each row the mean over the trees that did not learn from it, a column per class; NaN without such a tree. */
  oobDecisionFunction_: Float64Array | undefined;
  /** With `oobScore`: share of rows that these trees predict right, among the rows that have such a tree. */
  oobScore_: number | undefined;

  /** Mean over the trees of each column's share in the decrease of impurity; sums to 1. */
  get featureImportances_(): Float64Array | undefined {
    return this.estimators_ && meanImportances(this.estimators_, this.nFeaturesIn_!);
  }

  protected prepare(
    X: Features,
    y: Target | undefined,
    sampleWeight?: ArrayLike<number>,
  ): ForestData {
    const { params, name } = this;
    checkForestOptions(params, name);
    const { classWeight } = params;
    const training = classTraining(X, y, { what: name, sampleWeight, classWeight });
    return { training, job: forestJob(training, params, this.splitter) };
  }

  protected fitting(data: ForestData): OpenFit<object> {
    return fitOfTrees(data.job, (trees) => this.#keep(data, trees));
  }

  #keep({ training, job }: ForestData, trees: readonly TreeNodes[]): void {
    const { matrix, classes, target } = training;
    const votes = this.params.oobScore ? outOfBag(trees, job, matrix) : undefined;
    this.rememberColumns(matrix);
    this.classes_ = classes;
    this.estimators_ = trees;
    this.oobDecisionFunction_ = votes;
    this.oobScore_ = votes && shareRight(votes, target, classes.length);
  }

  protected probabilities(matrix: Matrix): Float64Array {
    return meanOfTrees(this.estimators_!, matrix);
  }
}

function shareRight(votes: Float64Array, target: Float64Array, classes: number): number {
  const codes = largestOfRows(votes, target.length, classes);
  let right = 0;
  let counted = 0;
  for (let row = 0; row < target.length; row++) {
    if (Number.isNaN(votes[row * classes])) continue;
    counted++;
    if (codes[row] === target[row]) right++;
  }
  return right / counted;
}

const randomForestOptions = modelOptions<ClassForestOptions>(
  "RandomForestClassifier",
  forestRules,
  forestSettings,
);

/**
 * A random forest of classification trees (Breiman 2001): each tree learns from rows drawn with replacement and tries `maxFeatures`
 * columns at each node; the shares of the classes in the leaves are averaged.
 *
 * Trees do not depend on each other: `fitAsync(X, y, { workers })` grows several at once with the same digits.
 *
 * @example new RandomForestClassifier({ nEstimators: 200 }).fit(X, y).predictProba(X)
 */
export class RandomForestClassifier extends ForestClassifier {
  readonly name = "RandomForestClassifier";

  constructor(options: Seeded<ClassForestOptions> = {}) {
    super(randomForestOptions, options);
  }

  protected get splitter(): "best" {
    return "best";
  }
}

const extraTreesOptions = modelOptions<ClassForestOptions>(
  "ExtraTreesClassifier",
  {
    ...forestRules,
    bootstrap: rule.by(false, rule.flag),
  },
  forestSettings,
);

/**
 * Extremely randomised classification trees (Geurts, Ernst, Wehenkel 2006): each tree learns from all rows; a column is split at a
 * threshold drawn at random between its smallest and largest value in the node, and the best of the tried columns is taken.
 *
 * @example new ExtraTreesClassifier({ nEstimators: 200 }).fit(X, y).predict(X)
 */
export class ExtraTreesClassifier extends ForestClassifier {
  readonly name = "ExtraTreesClassifier";

  constructor(options: Seeded<ClassForestOptions> = {}) {
    super(extraTreesOptions, options);
  }

  protected get splitter(): "random" {
    return "random";
  }
}
