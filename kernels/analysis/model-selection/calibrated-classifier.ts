import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import { type AnyEstimator, able, can, estimatorRule, fitted } from "../compose/any-estimator.ts";
import { ProbabilisticClassifier } from "../models/classifier.ts";
import type { Features, Target } from "../models/data.ts";
import type { FitContext, FitSteps, OpenFit } from "../models/fit.ts";
import { checkFeatures } from "../models/input.ts";
import { type Classes, checkClasses } from "../models/target.ts";
import { refuseWeights } from "../models/weights.ts";
import { type Isotonic, isotonicAt, isotonicFit } from "./isotonic.ts";
import { plattFit, type Sigmoid } from "./platt.ts";
import { cvRule, type Split, type Splitter, splitsFrom } from "./split.ts";
import { takeRows, takeTarget } from "./take-rows.ts";

/** Options of `CalibratedClassifierCV`. */
export interface CalibratedClassifierCVOptions {
  /** The classifier whose scores become probabilities; it is cloned. */
  readonly estimator: AnyEstimator;
  /** Platt's sigmoid (default), or a rising step function, for which there should be 1,000 rows or more. */
  readonly method?: "sigmoid" | "isotonic";
  /** Folds (stratified, default 5), a splitter, or splits. */
  readonly cv?: number | Splitter | readonly Split[];
}

type Calibrator = Sigmoid | Isotonic;

interface Data {
  readonly matrix: Matrix;
  readonly y: Classes;
  readonly target: Target;
  readonly splits: readonly Split[];
  /** The classifiers of the folds that were fitted in this process. */
  readonly models: Map<number, AnyEstimator>;
}

const calibratedClassifierCVOptions = modelOptions<CalibratedClassifierCVOptions>(
  "CalibratedClassifierCV",
  {
    estimator: rule.by(undefined, estimatorRule),
    method: rule.by("sigmoid", rule.oneOf(["sigmoid", "isotonic"], { platt: "sigmoid" })),
    cv: rule.by(5, cvRule),
  },
);

/**
 * Turns scores into probabilities: in each fold a copy of the classifier learns from the training part and its scores of the rest are
 * calibrated, one class against the others; a prediction is the mean over the folds.
 *
 * Errors: HF_MODEL_ABILITY when the classifier has no scores, HF_MODEL_SHAPE, HF_MODEL_ONE_CLASS, HF_MODEL_OPTION, and those of the
 * classifier.
 *
 * Source: Platt (1999); Zadrozny and Elkan (2002).
 */
export class CalibratedClassifierCV extends ProbabilisticClassifier<
  CalibratedClassifierCVOptions,
  object,
  Data
> {
  readonly name = "CalibratedClassifierCV";
  /** The classifier of each fold. */
  estimators_: readonly AnyEstimator[] | undefined;
  /** The calibrators of each fold, one per class (one for two classes). */
  calibrators_: readonly (readonly Calibrator[])[] | undefined;

  constructor(options: CalibratedClassifierCVOptions) {
    super(calibratedClassifierCVOptions, options);
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const { cv } = this.params;
    refuseWeights(sampleWeight, this.name);
    const matrix = checkFeatures(X, { what: this.name });
    const classes = checkClasses(y, matrix.rows, this.name);
    const splits = splitsFrom(cv, true, matrix.rows, y, undefined);
    return { matrix, y: classes, target: y!, splits, models: new Map() };
  }
  protected fitting(data: Data): OpenFit<object> {
    return {
      total: data.splits.length,
      initialState: () => ({}),
      steps: (context) => this.#steps(data, context),
      finish: (context) => this.#keep(data, context),
    };
  }

  *#steps(data: Data, context: FitContext<object>): FitSteps {
    const { matrix, y, splits } = data;
    const parts = context.parts<Calibrator[]>("calibrators");
    for (let fold = parts.length; fold < splits.length; fold++) {
      const { test } = splits[fold];
      const model = this.#modelOf(data, fold);
      const scores = classScores(model, takeRows(matrix, test) as Matrix);
      const columns = scores.length / test.length;
      const calibrators: Calibrator[] = [];
      for (let c = 0; c < columns; c++) {
        const own = Float64Array.from(test, (_, i) => scores[i * columns + c]);
        const positive = Array.from(test, (row) => y.codes[row] === (columns === 1 ? 1 : c));
        calibrators.push(
          this.params.method === "sigmoid"
            ? plattFit(own, positive)
            : isotonicFit(own, Float64Array.from(positive, Number), undefined),
        );
      }
      parts.push(calibrators);
      yield;
    }
  }

  /** A checkpoint holds plain data only: a fit that goes on fits the classifier again, with the same digits. */
  #modelOf({ matrix, target, splits, models }: Data, fold: number): AnyEstimator {
    const { train } = splits[fold];
    const model =
      models.get(fold) ??
      fitted(this.params.estimator, takeRows(matrix, train), takeTarget(target, train));
    models.set(fold, model);
    return model;
  }

  #keep(data: Data, context: FitContext<object>): void {
    const { matrix, y, splits } = data;
    const calibrators = [...context.parts<Calibrator[]>("calibrators")];
    const estimators = splits.map((_, fold) => this.#modelOf(data, fold));
    this.rememberColumns(matrix);
    this.classes_ = y.classes;
    this.estimators_ = estimators;
    this.calibrators_ = calibrators;
  }

  protected probabilities(matrix: Matrix): Float64Array {
    const k = this.classes_!.length;
    const out = new Float64Array(matrix.rows * k);
    this.estimators_!.forEach((model, fold) => {
      const scores = classScores(model, matrix);
      const calibrators = this.calibrators_![fold];
      const columns = calibrators.length;
      for (let i = 0; i < matrix.rows; i++) {
        const own = calibrators.map((calibrator, c) =>
          calibrate(calibrator, scores[i * columns + c]),
        );
        const row = columns === 1 ? [1 - own[0], own[0]] : own;
        const total = row.reduce((a, b) => a + b, 0);
        for (let c = 0; c < k; c++)
          out[i * k + c] += (total === 0 ? 1 / k : row[c] / total) / this.estimators_!.length;
      }
    });
    return out;
  }
}

function calibrate(calibrator: Calibrator, score: number): number {
  if ("x" in calibrator) return isotonicAt(calibrator, score);
  return 1 / (1 + Math.exp(calibrator.a * score + calibrator.b));
}

/** Scores of a classifier, rows x classes; one column for two classes. */
function classScores(model: AnyEstimator, X: Matrix): Float64Array {
  if (can(model, "decisionFunction") && !("steps" in model.params)) {
    const scores = model.decisionFunction(X);
    return scores instanceof Float64Array ? scores : scores.data;
  }
  const { data, rows, columns } = able(model, "predictProba").predictProba(X);
  if (columns > 2) return data;
  return Float64Array.from({ length: rows }, (_, i) => data[i * columns + 1]);
}
