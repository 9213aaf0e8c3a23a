import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import { SteppedEstimator } from "../models/estimator.ts";
import { fitInOneStep, type Learned, type OpenFit } from "../models/fit.ts";
import { checkFeatures } from "../models/input.ts";
import { refuseWeights } from "../models/weights.ts";
import { cholesky, choleskySolve } from "../numeric/cholesky.ts";
import { chdtri } from "../special/distributions.ts";

/** Options of `Mahalanobis`. */
export interface MahalanobisOptions {
  /** Share of normal rows that is expected inside the border, between 0 and 1; default 0.975. */
  readonly quantile?: number;
}

interface Shape {
  readonly location: Float64Array;
  readonly covariance: Matrix;
  readonly factor: Float64Array;
}

const mahalanobisOptions = modelOptions<MahalanobisOptions>(
  "Mahalanobis",
  { quantile: rule.by(0.975, rule.number({ above: 0, below: 1 })) },
  { bare: { number: "quantile" } },
);

/**
 * Finds outliers by their distance from the mean in units of the covariance (Mahalanobis 1936): d² = (x - m)' S⁻¹ (x - m) with the sample
 * covariance S (n - 1). Rows whose d² is above the chi-squared quantile with as many degrees of freedom as there are columns are outliers.
 *
 * Errors: HF_MODEL_SHAPE (fewer rows than columns + 1, or columns that depend on each other), HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE,
 * HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 *
 * @example new Mahalanobis().fit(X).predict(X)
 */
export class Mahalanobis extends SteppedEstimator<MahalanobisOptions, Learned<Shape>, Matrix> {
  readonly name = "Mahalanobis";
  /** Mean of each column. */
  location_: Float64Array | undefined;
  /** Sample covariance of the columns. */
  covariance_: Matrix | undefined;
  /** Cholesky factor of the covariance, row-major. */
  factor_: Float64Array | undefined;
  /** Border of d². */
  cutoff_: number | undefined;

  constructor(options: MahalanobisOptions = {}) {
    super(mahalanobisOptions, options);
  }

  /** d² of each row. @throws HF_MODEL_NOT_FITTED, HF_MODEL_SHAPE, … as `fit` */
  mahalanobis(X: Features): Float64Array {
    const { data, rows, columns } = this.input(X);
    const out = new Float64Array(rows);
    const centred = new Float64Array(columns);
    const solved = new Float64Array(columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) centred[j] = data[i * columns + j] - this.location_![j];
      solved.set(centred);
      choleskySolve(this.factor_!, columns, solved);
      for (let j = 0; j < columns; j++) out[i] += centred[j] * solved[j];
    }
    return out;
  }

  /** Minus d²; the lower, the more abnormal. @throws as `mahalanobis` */
  scoreSamples(X: Features): Float64Array {
    return this.mahalanobis(X).map((d) => -d);
  }

  /** `cutoff_` - d²: below 0 is an outlier. @throws as `mahalanobis` */
  decisionFunction(X: Features): Float64Array {
    return this.mahalanobis(X).map((d) => this.cutoff_! - d);
  }

  /** 1 for a row inside, -1 for an outlier. @throws as `mahalanobis` */
  predict(X: Features): Int32Array {
    return Int32Array.from(this.decisionFunction(X), (value) => (value < 0 ? -1 : 1));
  }

  protected prepare(X: Features, _y?: Target, sampleWeight?: ArrayLike<number>): Matrix {
    refuseWeights(sampleWeight, this.name);
    const matrix = checkFeatures(X, { what: this.name });
    return checkFeatures(matrix, { what: this.name, minRows: matrix.columns + 1 });
  }

  protected fitting(matrix: Matrix): OpenFit<Learned<Shape>> {
    return fitInOneStep(
      () => shapeOf(matrix),
      (shape) => this.#keep(matrix, shape),
    );
  }

  #keep(matrix: Matrix, { location, covariance, factor }: Shape): void {
    this.rememberColumns(matrix);
    this.location_ = location;
    this.covariance_ = covariance;
    this.factor_ = factor;
    this.cutoff_ = chdtri(matrix.columns, 1 - this.params.quantile);
  }
}

function shapeOf({ data, rows, columns, names }: Matrix): Shape {
  const location = new Float64Array(columns);
  for (let at = 0; at < data.length; at++) location[at % columns] += data[at] / rows;
  const covariance = new Float64Array(columns * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const x = data[i * columns + j] - location[j];
      for (let k = 0; k <= j; k++)
        covariance[j * columns + k] += x * (data[i * columns + k] - location[k]);
    }
  for (let j = 0; j < columns; j++)
    for (let k = 0; k <= j; k++) {
      covariance[j * columns + k] /= rows - 1;
      covariance[k * columns + j] = covariance[j * columns + k];
    }
  const factor = covariance.slice();
  if (!cholesky(factor, columns, 1e-12))
    throw new AnalysisError("HF_MODEL_SHAPE", {
      what: "Mahalanobis needs columns that do not depend on each other",
      got: "a covariance that cannot be inverted",
      action: "Leave out constant columns and columns that follow from others.",
    });
  return { location, covariance: { data: covariance, rows: columns, columns, names }, factor };
}
