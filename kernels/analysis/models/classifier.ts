import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { count } from "../base/words.ts";
import type { Features, Target } from "./data.ts";
import { SteppedEstimator } from "./estimator.ts";
import { fitInOneStep, type Learned, type OpenFit } from "./fit.ts";
import { type Label, labelsFrom, labelsOf } from "./target.ts";
import { checkWeights } from "./weights.ts";

/** An estimator that learns to tell classes apart. */
export abstract class Classifier<P extends object, S, D> extends SteppedEstimator<P, S, D> {
  /** The classes of the target: numbers ascending, false before true, text by UTF-16 code units. */
  classes_: readonly Label[] | undefined;

  /**
   * The most likely class of each row.
   *
   * @throws HF_MODEL_NOT_FITTED, HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC
   */
  predict(X: Features): Label[] {
    const matrix = this.input(X);
    return labelsFrom(this.predictCodes(matrix), this.classes_!);
  }

  /** The share of rows whose class is predicted right (by weight, when weights are given). */
  score(X: Features, y: Target, sampleWeight?: ArrayLike<number>): number {
    const got = this.predict(X);
    const expected = labelsOf(y, `${this.name}.score`);
    if (got.length !== expected.length)
      throw new AnalysisError("HF_MODEL_SHAPE", {
        what: `${this.name}.score needs one target value per row`,
        got: `${count(expected.length, "value")}`,
        expected: `${got.length}`,
      });
    const weight = checkWeights(sampleWeight, got.length, this.name);
    let right = 0;
    let total = 0;
    for (let row = 0; row < got.length; row++) {
      const w = weight === undefined ? 1 : weight[row];
      total += w;
      if (got[row] === expected[row]) right += w;
    }
    return right / total;
  }

  /** The index into `classes_` of each row's class. */
  protected abstract predictCodes(matrix: Matrix): Int32Array;
}

/** A classifier that gives a probability for each class. */
export abstract class ProbabilisticClassifier<P extends object, S, D> extends Classifier<P, S, D> {
  /**
   * The probability of each class, one row per row of X and one column per class in the order of `classes_`.
   *
   * @throws as `predict`
   */
  predictProba(X: Features): Matrix {
    const matrix = this.input(X);
    const columns = this.classes_!.length;
    const data = this.probabilities(matrix);
    return { data, rows: matrix.rows, columns, names: this.classes_!.map(String) };
  }

  /** The natural logarithm of `predictProba`. */
  predictLogProba(X: Features): Matrix {
    const proba = this.predictProba(X);
    return { ...proba, data: proba.data.map(Math.log) };
  }

  /** Row-major probabilities, rows x classes. */
  protected abstract probabilities(matrix: Matrix): Float64Array;

  protected override predictCodes(matrix: Matrix): Int32Array {
    return largestOfRows(this.probabilities(matrix), matrix.rows, this.classes_!.length);
  }
}

/** A classifier that learns in one step: `learn` computes, `store` keeps. */
export abstract class OneStepClassifier<P extends object, L, D> extends ProbabilisticClassifier<
  P,
  Learned<L>,
  D
> {
  protected abstract learn(data: D): L;
  protected abstract store(learned: L, data: D): void;

  protected fitting(data: D): OpenFit<Learned<L>> {
    return fitInOneStep(
      () => this.learn(data),
      (learned) => this.store(learned, data),
    );
  }
}

/** The column of the largest value of each row; the first of equals. */
export function largestOfRows(data: Float64Array, rows: number, columns: number): Int32Array {
  const out = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    let best = 0;
    for (let j = 1; j < columns; j++)
      if (data[i * columns + j] > data[i * columns + best]) best = j;
    out[i] = best;
  }
  return out;
}
