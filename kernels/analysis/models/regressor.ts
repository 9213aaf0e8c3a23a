import type { Matrix } from "../base/matrix.ts";
import type { Features, Target } from "./data.ts";
import { SteppedEstimator } from "./estimator.ts";
import { fitInOneStep, type Learned, type OpenFit } from "./fit.ts";
import { checkNumbers } from "./target.ts";
import { checkWeights } from "./weights.ts";

/** An estimator that learns to predict a number. */
export abstract class Regressor<P extends object, S, D> extends SteppedEstimator<P, S, D> {
  /**
   * One number per row.
   *
   * @throws HF_MODEL_NOT_FITTED, HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC
   */
  predict(X: Features): Float64Array {
    return this.predictRows(this.input(X));
  }

  /** The coefficient of determination R²: 1 is perfect, 0 is as good as the mean of y. */
  score(X: Features, y: Target, sampleWeight?: ArrayLike<number>): number {
    const got = this.predict(X);
    const expected = checkNumbers(y, got.length, `${this.name}.score`);
    return rSquared(expected, got, checkWeights(sampleWeight, got.length, this.name));
  }

  protected abstract predictRows(matrix: Matrix): Float64Array;
}

/** A regressor that learns in one step: `learn` computes, `store` keeps. */
export abstract class OneStepRegressor<P extends object, L, D> extends Regressor<P, Learned<L>, D> {
  protected abstract learn(data: D): L;
  protected abstract store(learned: L, data: D): void;

  protected fitting(data: D): OpenFit<Learned<L>> {
    return fitInOneStep(
      () => this.learn(data),
      (learned) => this.store(learned, data),
    );
  }
}

/**
 * 1 - (residual sum of squares) / (sum of squares about the mean); for a constant target 1 when every value is exact, else 0.
 */
export function rSquared(
  expected: Float64Array,
  got: Float64Array,
  weight: Float64Array | undefined,
): number {
  let total = 0;
  let mean = 0;
  for (let i = 0; i < expected.length; i++) {
    const w = weight === undefined ? 1 : weight[i];
    total += w;
    mean += w * expected[i];
  }
  mean /= total;
  let residual = 0;
  let spread = 0;
  for (let i = 0; i < expected.length; i++) {
    const w = weight === undefined ? 1 : weight[i];
    residual += w * (expected[i] - got[i]) ** 2;
    spread += w * (expected[i] - mean) ** 2;
  }
  if (spread === 0) return residual === 0 ? 1 : 0;
  return 1 - residual / spread;
}
