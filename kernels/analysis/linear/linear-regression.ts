import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { methodOptions, modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import type { FitContext, FitSteps, OpenFit } from "../models/fit.ts";
import { checkFeatures } from "../models/input.ts";
import { Regressor } from "../models/regressor.ts";
import { checkNumbers } from "../models/target.ts";
import { checkWeights } from "../models/weights.ts";
import { columnMoments } from "../numeric/column-moments.ts";
import { addRows } from "../numeric/qr.ts";
import { WasmQr } from "../numeric/wasm-qr.ts";
import { type InferenceOptions, inferLinear, type LinearInference } from "./inference.ts";
import { solveTriangle } from "./least-squares.ts";
import { linearPredict } from "./linear-predict.ts";

/** Options of `LinearRegression`. */
export interface LinearRegressionOptions {
  /** Learn an intercept, default true. */
  readonly fitIntercept?: boolean;
}

interface Data {
  readonly matrix: Matrix;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
  /** What is subtracted of each column, and of y; zeros without an intercept. */
  readonly means: Float64Array;
  readonly yMean: number;
}

/** R of the rows taken in so far, of the columns of X and then y. */
interface State {
  r: Float64Array;
}

const BLOCK_ROWS = 128;
const BLOCKS_PER_STEP = 64;

const inferenceOptions = methodOptions<InferenceOptions>(
  "inference",
  { sampleWeight: rule.perRow, level: rule.by(0.95, rule.number({ above: 0, below: 1 })) },
  { bare: { number: "level", list: "sampleWeight" } },
);

const linearRegressionOptions = modelOptions<LinearRegressionOptions>("LinearRegression", {
  fitIntercept: rule.by(true, rule.flag),
});

/**
 * Ordinary least squares by Householder QR on blocks of rows, so that badly conditioned data (Longley) keeps its digits. Columns that
 * depend on others get the solution of smallest length.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 *
 * Source: Golub and Van Loan (2013), "Matrix Computations", section 5.3.
 *
 * @example const model = new LinearRegression().fit(X, y); model.inference(X, y).pValues;
 */
export class LinearRegression extends Regressor<LinearRegressionOptions, State, Data> {
  readonly name = "LinearRegression";
  /** Coefficients of the columns. */
  coef_: Float64Array | undefined;
  /** Intercept; 0 without one. */
  intercept_: number | undefined;
  /** Number of independent columns (after centring). */
  rank_: number | undefined;

  constructor(options: LinearRegressionOptions = {}) {
    super(linearRegressionOptions, options);
  }

  /**
   * Standard errors, t, p, confidence intervals, R², F, information criteria of the fit, from the rows it was fitted on.
   *
   * @throws HF_MODEL_NOT_FITTED, HF_MODEL_SHAPE; HF_MODEL_RANK when columns depend on each other or there are too few rows
   */
  inference(X: Features, y: Target, options: InferenceOptions = {}): LinearInference {
    const matrix = this.input(X);
    const target = checkNumbers(y, matrix.rows, this.name);
    const own = inferenceOptions(this.name).read(options);
    const weights = checkWeights(own.sampleWeight, matrix.rows, this.name);
    const intercept = this.params.fitIntercept ? this.intercept_! : undefined;
    return inferLinear(matrix, target, weights, this.coef_!, intercept, own);
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const { fitIntercept } = this.params;
    const matrix = checkFeatures(X, { what: this.name });
    const target = checkNumbers(y, matrix.rows, this.name);
    const weights = checkWeights(sampleWeight, matrix.rows, this.name);
    if (!fitIntercept)
      return { matrix, y: target, weights, means: new Float64Array(matrix.columns), yMean: 0 };
    const { mean } = columnMoments(matrix, weights);
    const own = columnMoments({ data: target, rows: matrix.rows, columns: 1 }, weights).mean[0];
    return { matrix, y: target, weights, means: mean, yMean: own };
  }
  protected fitting(data: Data): OpenFit<State> {
    return {
      total: stepsOf(data.matrix),
      initialState: () => ({ r: new Float64Array((data.matrix.columns + 1) ** 2) }),
      steps: (context) => this.#steps(data, context),
      finish: (context) => this.#keep(data, context),
    };
  }

  *#steps(data: Data, context: FitContext<State>): FitSteps {
    const { matrix, weights, means } = data;
    const perStep = BLOCK_ROWS * BLOCKS_PER_STEP;
    const fast = weights === undefined ? WasmQr.open(matrix, means, BLOCK_ROWS) : undefined;
    const block = new Float64Array(BLOCK_ROWS * (matrix.columns + 1));
    const qr = { width: matrix.columns + 1, r: context.state.r };
    for (let step = context.first; step < stepsOf(matrix); step++) {
      const end = Math.min(matrix.rows, (step + 1) * perStep);
      fast?.r.set(qr.r);
      for (let row = step * perStep; row < end; row += BLOCK_ROWS) {
        const rows = Math.min(BLOCK_ROWS, end - row);
        if (fast !== undefined) {
          fast.add(row, rows, data.y, data.yMean);
          continue;
        }
        copyBlock(data, row, rows, block);
        addRows(qr, block, rows);
      }
      if (fast !== undefined) qr.r.set(fast.r);
      yield;
    }
  }

  #keep(data: Data, context: FitContext<State>): void {
    const { columns: p, rows } = data.matrix;
    const { coef, rank } = solveTriangle(context.state.r, p + 1, rows);
    this.rememberColumns(data.matrix);
    this.coef_ = coef;
    this.rank_ = rank;
    let intercept = data.yMean;
    for (let j = 0; j < p; j++) intercept -= coef[j] * data.means[j];
    this.intercept_ = this.params.fitIntercept ? intercept : 0;
  }
  protected predictRows(matrix: Matrix): Float64Array {
    return linearPredict(matrix, this.coef_!, this.intercept_!);
  }
}

/** Copies rows of (X - means, y - mean), times √weight, by columns. */
function copyBlock(data: Data, start: number, rows: number, block: Float64Array): void {
  const { matrix, y, weights, means, yMean } = data;
  const { data: x, columns: p } = matrix;
  for (let i = 0; i < rows; i++) {
    const at = (start + i) * p;
    const w = weights === undefined ? 1 : Math.sqrt(weights[start + i]);
    for (let j = 0; j < p; j++) block[j * rows + i] = w * (x[at + j] - means[j]);
    block[p * rows + i] = w * (y[start + i] - yMean);
  }
}

function stepsOf({ rows }: Matrix): number {
  return Math.ceil(rows / (BLOCK_ROWS * BLOCKS_PER_STEP));
}
