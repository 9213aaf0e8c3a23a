import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions, type Seeded } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import type { OpenFit } from "../models/fit.ts";
import { Regressor } from "../models/regressor.ts";
import { numberTraining } from "../tree/training.ts";
import type { BoostState } from "./boost.ts";
import { type BoostData, fitByBoosting } from "./boost-fit.ts";
import { type BoostedTrees, gainImportances, rawOf, stagedRaw } from "./fitted.ts";
import { boostJob } from "./job.ts";
import { absoluteError, type Loss, poisson, squaredError } from "./losses.ts";
import { type BoostingOptions, boostingRules } from "./options.ts";

/** Options of `HistGradientBoostingRegressor`; scikit-learn's names and defaults. */
export interface HistGradientBoostingRegressorOptions extends BoostingOptions {
  /** Squared error (default), absolute error, or "poisson" for counts: a target ≥ 0 whose logarithm is predicted. */
  readonly loss?: "squared_error" | "absolute_error" | "poisson";
}

const losses: Record<string, Loss> = {
  squared_error: squaredError,
  absolute_error: absoluteError,
  poisson,
};

const histGradientBoostingRegressorOptions = modelOptions<HistGradientBoostingRegressorOptions>(
  "HistGradientBoostingRegressor",
  {
    ...boostingRules,
    loss: rule.by(
      "squared_error",
      rule.oneOf(Object.keys(losses), {
        mse: "squared_error",
        mae: "absolute_error",
        l2: "squared_error",
        l1: "absolute_error",
        ls: "squared_error",
        lad: "absolute_error",
      }),
    ),
  },
  { bare: { number: "maxIter", text: "loss" }, habits: { objective: ["loss"] } },
);

/**
 * Gradient boosting of regression trees on histograms; see `HistGradientBoostingClassifier`.
 *
 * @example new HistGradientBoostingRegressor({ loss: "absolute_error" }).fit(X, y).predict(X)
 */
export class HistGradientBoostingRegressor extends Regressor<
  HistGradientBoostingRegressorOptions,
  BoostState,
  BoostData
> {
  readonly name = "HistGradientBoostingRegressor";
  /** The starting constant and the tree of each iteration. */
  trees_: BoostedTrees | undefined;
  /** Number of iterations that were done. */
  nIter_: number | undefined;
  /** Mean loss of the rows that learned, before the first iteration and after each; empty without early stopping. */
  trainLoss_: readonly number[] | undefined;
  /** The same of the rows that were held out; empty without them. */
  validationLoss_: readonly number[] | undefined;

  constructor(options: Seeded<HistGradientBoostingRegressorOptions> = {}) {
    super(histGradientBoostingRegressorOptions, options);
  }

  override get allowsMissing(): boolean {
    return true;
  }

  /** Share of each column in the decrease of the loss; sums to 1. */
  get featureImportances_(): Float64Array | undefined {
    return this.trees_ && gainImportances(this.trees_, this.nFeaturesIn_!);
  }

  /** The predictions after each iteration. @throws as `predict` */
  *stagedPredict(X: Features): Generator<Float64Array> {
    const matrix = this.input(X);
    for (const raw of stagedRaw(this.trees_!, matrix)) yield this.#toNumbers(raw);
  }

  protected prepare(
    X: Features,
    y: Target | undefined,
    sampleWeight?: ArrayLike<number>,
  ): BoostData {
    const { params, name } = this;
    const training = numberTraining(X, y, { what: name, allowMissing: true, sampleWeight });
    if (params.loss === "poisson") checkCounts(training.target, name);
    return { training, job: boostJob(training, params, losses[params.loss]) };
  }

  protected fitting(data: BoostData): OpenFit<BoostState> {
    return fitByBoosting(data.job, this, () => {
      this.rememberColumns(data.training.matrix);
    });
  }

  protected predictRows(matrix: Matrix): Float64Array {
    return this.#toNumbers(rawOf(this.trees_!, matrix));
  }

  #toNumbers(raw: Float64Array): Float64Array {
    return this.params.loss === "poisson" ? raw.map(Math.exp) : raw.slice();
  }
}

/** @throws HF_MODEL_OPTION when a target is negative or all are 0: then there is no logarithm of the mean */
function checkCounts(target: Float64Array, what: string): void {
  const row = target.findIndex((y) => y < 0);
  if (row < 0 && target.some((y) => y > 0)) return;
  throw new AnalysisError("HF_MODEL_OPTION", {
    what: `${what} cannot use the loss "poisson" for this target`,
    row: row < 0 ? undefined : row,
    got: row < 0 ? "only zeros" : String(target[row]),
    expected: "numbers ≥ 0, not all 0",
    action: 'Use loss: "squared_error".',
  });
}
