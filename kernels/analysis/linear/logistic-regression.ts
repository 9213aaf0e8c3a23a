import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import { ProbabilisticClassifier } from "../models/classifier.ts";
import type { Features, Target } from "../models/data.ts";
import type { FitContext, FitSteps, OpenFit } from "../models/fit.ts";
import { checkFeatures } from "../models/input.ts";
import { checkClasses, type Label } from "../models/target.ts";
import { checkWeights } from "../models/weights.ts";
import { columnSquares } from "../numeric/column-moments.ts";
import {
  type LbfgsState,
  lbfgsStart,
  lbfgsStep,
  type Objective,
  steepness,
} from "../numeric/lbfgs.ts";
import { inferLogistic, type LogisticInference } from "./logistic-inference.ts";
import { type LogisticProblem, logisticLoss } from "./logistic-loss.ts";
import { newtonStep } from "./logistic-newton.ts";
import { WasmLogOdds } from "./wasm-log-odds.ts";

/** Options of `LogisticRegression`. */
export interface LogisticRegressionOptions {
  /** "l2" (default), "l1", "elasticnet", or null for none. */
  readonly penalty?: "l2" | "l1" | "elasticnet" | null;
  /** Inverse strength of the penalty, above 0, default 1. */
  readonly C?: number;
  /** Share of the absolute part for "elasticnet", 0 … 1, default 0.5. */
  readonly l1Ratio?: number;
  /** The fit ends when no component of the gradient is larger, default 1e-4. */
  readonly tol?: number;
  /** Most iterations, default 100. */
  readonly maxIter?: number;
  /** Learn an intercept, which is not penalised; default true. */
  readonly fitIntercept?: boolean;
  /** "balanced" gives each class the same total weight; null (default) each row. */
  readonly classWeight?: "balanced" | null;
  /**
   * "lbfgs", "newton-cholesky", or "auto" (default): Newton where the Hessian is cheap (rows · parameters² ≤ 5·10⁷) and there are no
   * absolute values, which is exact to the last digits, else L-BFGS. The optimum is the same.
   */
  readonly solver?: "auto" | "lbfgs" | "newton-cholesky";
}

interface Data {
  readonly problem: LogisticProblem;
  readonly classes: readonly Label[];
  readonly objective: Objective;
  readonly newton: boolean;
}

interface State extends Partial<LbfgsState> {
  x: Float64Array;
  nIter: number;
  converged: boolean;
}

const logisticRegressionOptions = modelOptions<LogisticRegressionOptions>(
  "LogisticRegression",
  {
    penalty: rule.by("l2", rule.oneOf(["l2", "l1", "elasticnet", null])),
    C: rule.by(1, rule.number({ above: 0 })),
    l1Ratio: rule.by(0.5, rule.number({ min: 0, max: 1 })),
    tol: rule.by(1e-4, rule.number({ above: 0 })),
    maxIter: rule.by(100, rule.integer(1)),
    fitIntercept: rule.by(true, rule.flag),
    classWeight: rule.by(null, rule.oneOf(["balanced", null])),
    solver: rule.by("auto", rule.oneOf(["auto", "lbfgs", "newton-cholesky"])),
  },
  {
    bare: { number: "C", text: "penalty" },
    habits: {
      multiClass: "Leave it out: more than two classes are a softmax.",
      lambda: ["C"],
      alpha: ["C"],
    },
  },
);

/**
 * Logistic regression: minimises C Σ log-loss + ½ ‖w‖² (or ‖w‖₁, or a mixture), softmax for more than two classes.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_ONE_CLASS, HF_MODEL_OPTION.
 *
 * Source: Cox (1958); Liu and Nocedal (1989); Andrew and Gao (2007) for the absolute penalty.
 *
 * @example new LogisticRegression({ C: 0.5 }).fit(X, y).predictProba(X)
 */
export class LogisticRegression extends ProbabilisticClassifier<
  LogisticRegressionOptions,
  State,
  Data
> {
  readonly name = "LogisticRegression";
  /** Coefficients: one row for two classes (for the second one), else one row per class. */
  coef_: Matrix | undefined;
  /** One intercept per row of `coef_`. */
  intercept_: Float64Array | undefined;
  /** Iterations that were made. */
  nIter_: number | undefined;
  /** False when `maxIter` ended the fit: scale the columns, or raise it. */
  converged_: boolean | undefined;

  constructor(options: LogisticRegressionOptions = {}) {
    super(logisticRegressionOptions, options);
  }

  /** The linear score: one number per row for two classes, else a matrix with one column per class. */
  decisionFunction(X: Features): Float64Array | Matrix {
    const matrix = this.input(X);
    const data = this.#scores(matrix);
    const columns = this.intercept_!.length;
    if (columns === 1) return data;
    return { data, rows: matrix.rows, columns, names: this.classes_!.map(String) };
  }

  /**
   * Standard errors, z, p, odds ratios and likelihood of a fit of two classes without penalty, from the rows it was fitted on.
   *
   * @throws HF_MODEL_NOT_FITTED, HF_MODEL_SHAPE, HF_MODEL_OPTION with a penalty or more than two classes, HF_MODEL_RANK
   */
  inference(X: Features, y: Target): LogisticInference {
    return inferLogistic(this, this.input(X), y);
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const { penalty, C, l1Ratio, fitIntercept, classWeight, solver } = this.params;
    const matrix = checkFeatures(X, { what: this.name });
    const { classes, codes } = checkClasses(y, matrix.rows, this.name);
    const given = checkWeights(sampleWeight, matrix.rows, this.name);
    const weights = classWeight === "balanced" ? balanced(codes, classes.length, given) : given;
    const absolute = penalty === "l1" ? 1 : penalty === "elasticnet" ? l1Ratio : 0;
    const problem: LogisticProblem = {
      matrix,
      codes,
      weights,
      outputs: classes.length === 2 ? 1 : classes.length,
      fitIntercept,
      l1: penalty === null ? 0 : absolute / C,
      l2: penalty === null ? 0 : (1 - absolute) / C,
    };
    const size = problem.outputs * (matrix.columns + 1);
    const newton =
      problem.l1 === 0 &&
      (solver === "newton-cholesky" || (solver === "auto" && matrix.rows * size * size <= 5e7));
    return { problem, classes, objective: objectiveOf(problem), newton };
  }
  protected fitting(data: Data): OpenFit<State> {
    return {
      total: undefined,
      initialState: () => ({
        x: new Float64Array(data.problem.outputs * (data.problem.matrix.columns + 1)),
        nIter: 0,
        converged: false,
      }),
      steps: (context) => this.#steps(data, context),
      finish: (context) => this.#keep(data, context),
    };
  }

  *#steps(data: Data, context: FitContext<State>): FitSteps {
    const { tol, maxIter } = this.params;
    const { state } = context;
    while (!state.converged && state.nIter < maxIter) {
      if (data.newton) {
        const step = newtonStep(data.problem, state.x);
        state.x = step.theta;
        const exact = step.decrement <= 1e-22 * (Math.abs(step.value) + 1);
        state.converged = step.steepness <= tol && (exact || !step.moved);
        if (!step.moved) state.nIter = maxIter - 1;
      } else {
        if (state.gradient === undefined) Object.assign(state, lbfgsStart(data.objective, state.x));
        const moved = lbfgsStep(data.objective, state as LbfgsState);
        state.converged = steepness(data.objective, state as LbfgsState) <= tol;
        if (!moved) state.nIter = maxIter - 1;
      }
      state.nIter++;
      yield;
    }
  }

  #keep({ problem, classes }: Data, { state }: FitContext<State>): void {
    const { matrix, outputs } = problem;
    const p = matrix.columns;
    this.rememberColumns(matrix);
    this.classes_ = classes;
    const data = new Float64Array(outputs * p);
    const intercept = new Float64Array(outputs);
    for (let c = 0; c < outputs; c++) {
      data.set(state.x.subarray(c * (p + 1), c * (p + 1) + p), c * p);
      intercept[c] = state.x[c * (p + 1) + p];
    }
    this.coef_ = { data, rows: outputs, columns: p };
    this.intercept_ = intercept;
    this.nIter_ = state.nIter;
    this.converged_ = state.converged;
  }

  #scores({ data, rows, columns: p }: Matrix): Float64Array {
    const { data: coef, rows: outputs } = this.coef_!;
    const out = new Float64Array(rows * outputs);
    for (let i = 0; i < rows; i++)
      for (let c = 0; c < outputs; c++) {
        let sum = this.intercept_![c];
        for (let j = 0; j < p; j++) sum += data[i * p + j] * coef[c * p + j];
        out[i * outputs + c] = sum;
      }
    return out;
  }
  protected probabilities(matrix: Matrix): Float64Array {
    const scores = this.#scores(matrix);
    if (this.intercept_!.length > 1) return softmaxRows(scores, this.intercept_!.length);
    const out = new Float64Array(2 * matrix.rows);
    for (let i = 0; i < matrix.rows; i++) {
      out[2 * i] = 1 / (1 + Math.exp(scores[i]));
      out[2 * i + 1] = 1 / (1 + Math.exp(-scores[i]));
    }
    return out;
  }
}

function softmaxRows(scores: Float64Array, k: number): Float64Array {
  for (let start = 0; start < scores.length; start += k) {
    let top = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < k; c++) top = Math.max(top, scores[start + c]);
    let total = 0;
    for (let c = 0; c < k; c++) {
      scores[start + c] = Math.exp(scores[start + c] - top);
      total += scores[start + c];
    }
    for (let c = 0; c < k; c++) scores[start + c] /= total;
  }
  return scores;
}

/** Weights that give each class n / classes in total. */
function balanced(codes: Int32Array, k: number, given: Float64Array | undefined): Float64Array {
  const counts = new Float64Array(k);
  for (const code of codes) counts[code]++;
  return Float64Array.from(codes, (c, i) => (codes.length / (k * counts[c])) * (given?.[i] ?? 1));
}

function objectiveOf(problem: LogisticProblem): Objective {
  const { matrix, weights, outputs, l1, l2 } = problem;
  const { columns: p } = matrix;
  const { squares: own, weight } = columnSquares(matrix, weights);
  const squares = Float64Array.of(...own, weight);
  // At equal probabilities the second derivative of a row is p (1 - p).
  const share = outputs === 1 ? 0.25 : (1 / outputs) * (1 - 1 / outputs);
  const curvature = new Float64Array(outputs * (p + 1));
  const absolute = new Float64Array(curvature.length);
  for (let at = 0; at < curvature.length; at++) {
    const j = at % (p + 1);
    curvature[at] = share * squares[j] + (j < p ? l2 : 0) || 1;
    absolute[at] = j < p ? l1 : 0;
  }
  let fast: { readonly loss: WasmLogOdds | undefined } | undefined;
  return {
    smooth(x, gradient) {
      // Copies the rows on first use: Newton's method has none.
      fast ??= { loss: WasmLogOdds.open(problem) };
      return logisticLoss(problem, x, gradient, undefined, fast.loss);
    },
    l1: l1 > 0 ? absolute : undefined,
    curvature,
  };
}
