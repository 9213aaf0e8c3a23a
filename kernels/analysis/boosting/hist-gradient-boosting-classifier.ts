import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions, type Seeded } from "../base/option-table.ts";
import { largestOfRows, ProbabilisticClassifier } from "../models/classifier.ts";
import type { Features, Target } from "../models/data.ts";
import type { OpenFit } from "../models/fit.ts";
import { type Label, labelsFrom } from "../models/target.ts";
import { type ClassWeight, classWeightRule } from "../tree/row-weights.ts";
import { classTraining } from "../tree/training.ts";
import type { BoostState } from "./boost.ts";
import { type BoostData, fitByBoosting } from "./boost-fit.ts";
import { type BoostedTrees, gainImportances, rawOf, stagedRaw } from "./fitted.ts";
import { boostJob } from "./job.ts";
import { binaryLogLoss, logSumExp, manyLogLoss } from "./losses.ts";
import { type BoostingOptions, boostingRules } from "./options.ts";

/** Options of `HistGradientBoostingClassifier`; scikit-learn's names and defaults. */
export interface HistGradientBoostingClassifierOptions extends BoostingOptions {
  /** How much each class counts; default null: all the same. */
  readonly classWeight?: ClassWeight;
}

const histGradientBoostingClassifierOptions = modelOptions<HistGradientBoostingClassifierOptions>(
  "HistGradientBoostingClassifier",
  {
    ...boostingRules,
    classWeight: rule.by(null, classWeightRule),
  },
  { bare: { number: "maxIter" } },
);

/**
 * Gradient boosting of classification trees on histograms (Friedman 2001; Ke et al. 2017): each iteration fits a tree, or one per class
 * with more than two, to the derivatives of the logistic loss, on features cut into at most 255 bins. Missing values are used as they
 * are: each split sends them to the better side.
 *
 * @example new HistGradientBoostingClassifier({ maxIter: 200 }).fit(X, y).predictProba(X)
 */
export class HistGradientBoostingClassifier extends ProbabilisticClassifier<
  HistGradientBoostingClassifierOptions,
  BoostState,
  BoostData
> {
  readonly name = "HistGradientBoostingClassifier";
  /** The starting constants and the trees of each iteration. */
  trees_: BoostedTrees | undefined;
  /** Number of iterations that were done. */
  nIter_: number | undefined;
  /** Mean loss of the rows that learned, before the first iteration and after each; empty without early stopping. */
  trainLoss_: readonly number[] | undefined;
  /** The same of the rows that were held out; empty without them. */
  validationLoss_: readonly number[] | undefined;

  constructor(options: Seeded<HistGradientBoostingClassifierOptions> = {}) {
    super(histGradientBoostingClassifierOptions, options);
  }

  override get allowsMissing(): boolean {
    return true;
  }

  /** Share of each column in the decrease of the loss; sums to 1. */
  get featureImportances_(): Float64Array | undefined {
    return this.trees_ && gainImportances(this.trees_, this.nFeaturesIn_!);
  }

  /** The probabilities of each row after each iteration, as `predictProba`. @throws as `predict` */
  *stagedPredictProba(X: Features): Generator<Matrix> {
    const matrix = this.input(X);
    for (const raw of stagedRaw(this.trees_!, matrix))
      yield {
        data: this.#toProbabilities(raw, matrix.rows),
        rows: matrix.rows,
        columns: this.classes_!.length,
        names: this.classes_!.map(String),
      };
  }

  /** The most likely class of each row after each iteration. @throws as `predict` */
  *stagedPredict(X: Features): Generator<Label[]> {
    for (const { data, rows, columns } of this.stagedPredictProba(X))
      yield labelsFrom(largestOfRows(data, rows, columns), this.classes_!);
  }

  protected prepare(
    X: Features,
    y: Target | undefined,
    sampleWeight?: ArrayLike<number>,
  ): BoostData {
    const { params, name } = this;
    const training = classTraining(X, y, {
      what: name,
      allowMissing: true,
      sampleWeight,
      classWeight: params.classWeight,
    });
    const classes = training.classes.length;
    const loss = classes === 2 ? binaryLogLoss : manyLogLoss(classes);
    return { training, job: boostJob(training, params, loss) };
  }

  protected fitting(data: BoostData): OpenFit<BoostState> {
    return fitByBoosting(data.job, this, () => {
      this.rememberColumns(data.training.matrix);
      this.classes_ = data.training.classes;
    });
  }

  protected probabilities(matrix: Matrix): Float64Array {
    return this.#toProbabilities(rawOf(this.trees_!, matrix), matrix.rows);
  }

  #toProbabilities(raw: Float64Array, rows: number): Float64Array {
    const classes = this.classes_!.length;
    const out = new Float64Array(rows * classes);
    for (let i = 0; i < rows; i++) {
      if (classes === 2) {
        const p = 1 / (1 + Math.exp(-raw[i]));
        out[2 * i] = 1 - p;
        out[2 * i + 1] = p;
        continue;
      }
      const log = logSumExp(raw, i, rows, classes);
      for (let k = 0; k < classes; k++) out[i * classes + k] = Math.exp(raw[k * rows + i] - log);
    }
    return out;
  }
}
