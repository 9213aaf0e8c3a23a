import type { Matrix } from "../base/matrix.ts";
import type { Features, Target } from "./data.ts";
import { SteppedEstimator } from "./estimator.ts";
import { fitInOneStep, type Learned, type OpenFit } from "./fit.ts";

/** An estimator that learns how to change features. */
export abstract class Transformer<P extends object, S, D> extends SteppedEstimator<P, S, D> {
  /**
   * The changed features, as a matrix with column names when those of the fit were known.
   *
   * @throws HF_MODEL_NOT_FITTED, HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC
   */
  transform(X: Features): Matrix {
    const matrix = this.input(X);
    const { data, columns } = this.transformRows(matrix);
    return { data, rows: matrix.rows, columns, names: this.getFeatureNamesOut() };
  }

  /** `fit(X, y)` and `transform(X)`. */
  fitTransform(X: Features, y?: Target): Matrix {
    return this.fit(X, y).transform(X);
  }

  /** Names of the columns of `transform`, "x0", "x1", … when the names of the fit were unknown. */
  getFeatureNamesOut(): string[] {
    this.requireFitted();
    return this.namesOut(this.featureNamesIn_ ?? numberedNames(this.nFeaturesIn_!));
  }

  /** Names out from names in; as many and the same unless a class says otherwise. */
  protected namesOut(names: readonly string[]): string[] {
    return [...names];
  }

  protected abstract transformRows(matrix: Matrix): { data: Float64Array; columns: number };
}

/** A transformer that learns in one step: `learn` computes, `store` keeps. */
export abstract class OneStepTransformer<P extends object, L, D> extends Transformer<
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

/** "x0", "x1", … as scikit-learn names columns without a name. */
export function numberedNames(columns: number): string[] {
  return Array.from({ length: columns }, (_, j) => `x${j}`);
}
