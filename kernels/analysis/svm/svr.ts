import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import type { OpenFit } from "../models/fit.ts";
import { checkFeatures } from "../models/input.ts";
import { Regressor } from "../models/regressor.ts";
import { checkNumbers } from "../models/target.ts";
import { checkWeights } from "../models/weights.ts";
import { decisionValues, rowsAt } from "./decision.ts";
import { type Kernel, type KernelOptions, kernelFor, kernelRules } from "./kernel.ts";
import { KernelCache } from "./kernel-cache.ts";
import type { SmoResult, SmoState, SvmProblem } from "./smo.ts";
import { fitBySmo } from "./smo-fit.ts";

/** Options of `SVR`. */
export interface SVROptions extends KernelOptions {
  /** Price of an error beyond epsilon, above 0, default 1. */
  readonly C?: number;
  /** Errors up to this cost nothing, at least 0, default 0.1. */
  readonly epsilon?: number;
  /** Largest violation of the optimality conditions that is left, above 0, default 1e-4 (scikit-learn: 1e-3). */
  readonly tol?: number;
  /** Most updates, -1 (default) for no limit. */
  readonly maxIter?: number;
}

interface Data {
  readonly matrix: Matrix;
  readonly kernel: Kernel;
  readonly problem: SvmProblem;
}

const svrOptions = modelOptions<SVROptions>(
  "SVR",
  {
    ...kernelRules,
    C: rule.by(1, rule.number({ above: 0 })),
    epsilon: rule.by(0.1, rule.number({ min: 0 })),
    tol: rule.by(1e-4, rule.number({ above: 0 })),
    maxIter: rule.by(-1, rule.integer(-1)),
  },
  { bare: { number: "C", text: "kernel" } },
);

/**
 * Support vector regression with an insensitive band of ± epsilon.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 *
 * Source: Drucker et al. (1997); Chang and Lin (2011), section 2.4.
 */
export class SVR extends Regressor<SVROptions, SmoState, Data> {
  readonly name = "SVR";
  /** Rows of `fit` that are support vectors. */
  support_: Int32Array | undefined;
  supportVectors_: Matrix | undefined;
  /** One coefficient per support vector. */
  dualCoef_: Float64Array | undefined;
  intercept_: number | undefined;
  kernel_: Kernel | undefined;

  constructor(options: SVROptions = {}) {
    super(svrOptions, options);
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const { C, epsilon } = this.params;
    const matrix = checkFeatures(X, { what: this.name });
    const target = checkNumbers(y, matrix.rows, this.name);
    const weights = checkWeights(sampleWeight, matrix.rows, this.name);
    const kernel = kernelFor(this.params, matrix);
    const n = matrix.rows;
    // Variables 0 … n-1 are α, n … 2n-1 are α*.
    const both = <T>(make: (row: number, second: boolean) => T) =>
      Array.from({ length: 2 * n }, (_, t) => make(t % n, t >= n));
    const problem: SvmProblem = {
      cache: new KernelCache(kernel, matrix),
      y: Int8Array.from(both((_, second) => (second ? -1 : 1))),
      linear: Float64Array.from(
        both((row, second) => (second ? epsilon + target[row] : epsilon - target[row])),
      ),
      upper: Float64Array.from(both((row) => C * (weights === undefined ? 1 : weights[row]))),
      start: new Float64Array(2 * n),
    };
    return { matrix, kernel, problem };
  }
  protected fitting(data: Data): OpenFit<SmoState> {
    return fitBySmo(data.problem, this.params, (result) => this.#keep(data, result));
  }

  #keep({ matrix, kernel }: Data, { alpha, rho }: SmoResult): void {
    const n = matrix.rows;
    const coefficients = Float64Array.from({ length: n }, (_, i) => alpha[i] - alpha[n + i]);
    const support = Int32Array.from(coefficients.keys()).filter((i) => coefficients[i] !== 0);
    this.rememberColumns(matrix);
    this.kernel_ = kernel;
    this.support_ = support;
    this.supportVectors_ = rowsAt(matrix, support);
    this.dualCoef_ = Float64Array.from(support, (i) => coefficients[i]);
    this.intercept_ = -rho;
  }
  protected predictRows(matrix: Matrix): Float64Array {
    const rho = [-this.intercept_!];
    return decisionValues(this.kernel_!, this.supportVectors_!, [this.dualCoef_!], rho, matrix);
  }
}
