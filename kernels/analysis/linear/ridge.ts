import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import { checkFeatures } from "../models/input.ts";
import { OneStepRegressor } from "../models/regressor.ts";
import { checkNumbers } from "../models/target.ts";
import { checkWeights } from "../models/weights.ts";
import { cholesky, choleskySolve } from "../numeric/cholesky.ts";
import { jacobiSvd } from "../numeric/jacobi-svd.ts";
import { type Gram, gram } from "./gram.ts";
import { linearPredict } from "./linear-predict.ts";

/** Options of `Ridge`. */
export interface RidgeOptions {
  /** Strength of the penalty, at least 0, default 1. */
  readonly alpha?: number;
  /** Learn an intercept, which is not penalised; default true. */
  readonly fitIntercept?: boolean;
}

interface Data {
  readonly matrix: Matrix;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
}

interface Learned {
  readonly coef: Float64Array;
  readonly intercept: number;
}

const ridgeOptions = modelOptions<RidgeOptions>(
  "Ridge",
  {
    alpha: rule.by(1, rule.number({ min: 0 })),
    fitIntercept: rule.by(true, rule.flag),
  },
  { bare: { number: "alpha" } },
);

/**
 * Least squares with a squared penalty: minimises ‖y - Xw - b‖² + alpha ‖w‖² (Hoerl and Kennard 1970), by Cholesky on the centred
 * normal equations; the smallest solution when these are singular.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 */
export class Ridge extends OneStepRegressor<RidgeOptions, Learned, Data> {
  readonly name = "Ridge";
  /** Coefficients of the columns. */
  coef_: Float64Array | undefined;
  /** Intercept; 0 without one. */
  intercept_: number | undefined;

  constructor(options: RidgeOptions = {}) {
    super(ridgeOptions, options);
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const matrix = checkFeatures(X, { what: this.name });
    return {
      matrix,
      y: checkNumbers(y, matrix.rows, this.name),
      weights: checkWeights(sampleWeight, matrix.rows, this.name),
    };
  }
  protected learn({ matrix, y, weights }: Data): Learned {
    const products = gram(matrix, y, weights, this.params.fitIntercept);
    const coef = solveRidge(products, matrix.columns, this.params.alpha, matrix.rows);
    let intercept = products.yMean;
    for (let j = 0; j < coef.length; j++) intercept -= coef[j] * products.means[j];
    return { coef, intercept: this.params.fitIntercept ? intercept : 0 };
  }
  protected store({ coef, intercept }: Learned, { matrix }: Data): void {
    this.rememberColumns(matrix);
    this.coef_ = coef;
    this.intercept_ = intercept;
  }
  protected predictRows(matrix: Matrix): Float64Array {
    return linearPredict(matrix, this.coef_!, this.intercept_!);
  }
}

function solveRidge({ xx, xy }: Gram, p: number, alpha: number, rows: number): Float64Array {
  const factor = xx.slice();
  for (let j = 0; j < p; j++) factor[j * p + j] += alpha;
  const original = factor.slice();
  const coef = xy.slice();
  if (cholesky(factor, p, 1e-13)) {
    choleskySolve(factor, p, coef);
    refine(original, factor, xy, coef, p);
    return coef;
  }
  const { values, vectors } = jacobiSvd(original, p, p);
  const tolerance = values[0] * Math.max(rows, p) * Number.EPSILON;
  coef.fill(0);
  for (let k = 0; k < p && values[k] > tolerance; k++) {
    let dot = 0;
    for (let i = 0; i < p; i++) dot += vectors[k * p + i] * xy[i];
    for (let i = 0; i < p; i++) coef[i] += (dot / values[k]) * vectors[k * p + i];
  }
  return coef;
}

/** One step of iterative refinement (Wilkinson 1963) takes back most of what rounding cost in the factor. */
function refine(
  a: Float64Array,
  factor: Float64Array,
  b: Float64Array,
  x: Float64Array,
  p: number,
): void {
  const rest = new Float64Array(p);
  for (let i = 0; i < p; i++) {
    let sum = b[i];
    for (let j = 0; j < p; j++) sum -= a[i * p + j] * x[j];
    rest[i] = sum;
  }
  choleskySolve(factor, p, rest);
  for (let i = 0; i < p; i++) x[i] += rest[i];
}
