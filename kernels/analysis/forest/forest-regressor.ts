import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions, type Seeded } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import type { OpenFit } from "../models/fit.ts";
import { Regressor, rSquared } from "../models/regressor.ts";
import { meanImportances } from "../tree/importances.ts";
import type { TreeNodes } from "../tree/nodes.ts";
import { maxFeaturesRule, numberTreeRules } from "../tree/options.ts";
import { numberTraining } from "../tree/training.ts";
import { type ForestData, fitOfTrees, forestJob } from "./job.ts";
import {
  checkForestOptions,
  ensembleRules,
  forestSettings,
  type NumberForestOptions,
} from "./options.ts";
import { meanOfTrees, outOfBag } from "./predict.ts";

const forestRules = {
  ...numberTreeRules,
  ...ensembleRules,
  maxFeatures: rule.by(1, maxFeaturesRule),
};

/** What the two forests of regression trees have in common. */
abstract class ForestRegressor extends Regressor<NumberForestOptions, object, ForestData> {
  protected abstract readonly splitter: "best" | "random";
  /** The grown trees, one value per node (the mean of its rows). */
  estimators_: readonly TreeNodes[] | undefined;
  /** With `oobScore`: for each row the mean over the trees that did not learn from it; NaN without such a tree. */
  oobPrediction_: Float64Array | undefined;
  /** With `oobScore`: R² of these means, over the rows that have such a tree. */
  oobScore_: number | undefined;

  /** Mean over the trees of each column's share in the decrease of squared error; sums to 1. */
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
    const training = numberTraining(X, y, { what: name, sampleWeight });
    return { training, job: forestJob(training, params, this.splitter) };
  }

  protected fitting(data: ForestData): OpenFit<object> {
    return fitOfTrees(data.job, (trees) => this.#keep(data, trees));
  }

  #keep({ training, job }: ForestData, trees: readonly TreeNodes[]): void {
    const { matrix, target } = training;
    const means = this.params.oobScore ? outOfBag(trees, job, matrix) : undefined;
    this.rememberColumns(matrix);
    this.estimators_ = trees;
    this.oobPrediction_ = means;
    this.oobScore_ = means && scoreOf(means, target);
  }

  protected predictRows(matrix: Matrix): Float64Array {
    return meanOfTrees(this.estimators_!, matrix);
  }
}

function scoreOf(means: Float64Array, target: Float64Array): number {
  const isKnown = (_: number, row: number) => !Number.isNaN(means[row]);
  return rSquared(target.filter(isKnown), means.filter(isKnown), undefined);
}

const randomForestOptions = modelOptions<NumberForestOptions>(
  "RandomForestRegressor",
  forestRules,
  forestSettings,
);

/**
 * A random forest of regression trees (Breiman 2001): each tree learns from rows drawn with replacement; their means are averaged.
 * All columns are tried at each node unless `maxFeatures` says otherwise, as in scikit-learn.
 *
 * Trees do not depend on each other: `fitAsync(X, y, { workers })` grows several at once with the same digits.
 *
 * @example new RandomForestRegressor({ minSamplesLeaf: 3 }).fit(X, y).predict(X)
 */
export class RandomForestRegressor extends ForestRegressor {
  readonly name = "RandomForestRegressor";

  constructor(options: Seeded<NumberForestOptions> = {}) {
    super(randomForestOptions, options);
  }

  protected get splitter(): "best" {
    return "best";
  }
}

const extraTreesOptions = modelOptions<NumberForestOptions>(
  "ExtraTreesRegressor",
  {
    ...forestRules,
    bootstrap: rule.by(false, rule.flag),
  },
  forestSettings,
);

/**
 * Extremely randomised regression trees (Geurts, Ernst, Wehenkel 2006); see `ExtraTreesClassifier`.
 *
 * @example new ExtraTreesRegressor().fit(X, y).predict(X)
 */
export class ExtraTreesRegressor extends ForestRegressor {
  readonly name = "ExtraTreesRegressor";

  constructor(options: Seeded<NumberForestOptions> = {}) {
    super(extraTreesOptions, options);
  }

  protected get splitter(): "random" {
    return "random";
  }
}
