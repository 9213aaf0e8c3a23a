import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import { SteppedEstimator } from "../models/estimator.ts";
import type { OpenFit } from "../models/fit.ts";
import { checkFeatures } from "../models/input.ts";
import { checkWeights } from "../models/weights.ts";
import { decisionValues, rowsAt } from "./decision.ts";
import { type Kernel, type KernelOptions, kernelFor, kernelRules } from "./kernel.ts";
import { KernelCache } from "./kernel-cache.ts";
import type { SmoResult, SmoState, SvmProblem } from "./smo.ts";
import { fitBySmo } from "./smo-fit.ts";

/** Options of `OneClassSVM`. */
export interface OneClassSVMOptions extends KernelOptions {
  /** Upper bound of the share of rows that are left outside, and lower bound of the share of support vectors; 0 … 1, default 0.5. */
  readonly nu?: number;
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

const oneClassSVMOptions = modelOptions<OneClassSVMOptions>(
  "OneClassSVM",
  {
    ...kernelRules,
    nu: rule.by(0.5, rule.number({ above: 0, max: 1 })),
    tol: rule.by(1e-4, rule.number({ above: 0 })),
    maxIter: rule.by(-1, rule.integer(-1)),
  },
  { bare: { number: "nu", text: "kernel" }, habits: { contamination: ["nu"] } },
);

/**
 * Finds a region that holds most rows; what lies outside is an outlier.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 *
 * Source: Schölkopf et al. (2001); Chang and Lin (2011), section 2.3.
 */
export class OneClassSVM extends SteppedEstimator<OneClassSVMOptions, SmoState, Data> {
  readonly name = "OneClassSVM";
  /** Rows of `fit` that are support vectors. */
  support_: Int32Array | undefined;
  supportVectors_: Matrix | undefined;
  /** One coefficient per support vector. */
  dualCoef_: Float64Array | undefined;
  /** -ρ. */
  intercept_: number | undefined;
  /** ρ: `scoreSamples` of a row on the border. */
  offset_: number | undefined;
  kernel_: Kernel | undefined;

  constructor(options: OneClassSVMOptions = {}) {
    super(oneClassSVMOptions, options);
  }

  /** 1 for a row inside, -1 for an outlier. */
  predict(X: Features): Int32Array {
    return Int32Array.from(this.decisionFunction(X), (value) => (value > 0 ? 1 : -1));
  }

  /** Above 0 inside, below 0 outside. */
  decisionFunction(X: Features): Float64Array {
    const matrix = this.input(X);
    const rho = [this.offset_!];
    return decisionValues(this.kernel_!, this.supportVectors_!, [this.dualCoef_!], rho, matrix);
  }

  /** `decisionFunction` + `offset_`; larger is more normal. */
  scoreSamples(X: Features): Float64Array {
    return this.decisionFunction(X).map((value) => value + this.offset_!);
  }

  protected prepare(X: Features, _y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const { nu } = this.params;
    const matrix = checkFeatures(X, { what: this.name });
    const n = matrix.rows;
    const weights = checkWeights(sampleWeight, n, this.name);
    const upper = weights ?? new Float64Array(n).fill(1);
    const start = new Float64Array(n);
    let left = nu * upper.reduce((a, b) => a + b, 0);
    for (let i = 0; i < n && left > 0; i++) {
      start[i] = Math.min(left, upper[i]);
      left -= start[i];
    }
    const kernel = kernelFor(this.params, matrix);
    const problem: SvmProblem = {
      cache: new KernelCache(kernel, matrix),
      y: new Int8Array(n).fill(1),
      linear: new Float64Array(n),
      upper,
      start,
    };
    return { matrix, kernel, problem };
  }
  protected fitting(data: Data): OpenFit<SmoState> {
    return fitBySmo(data.problem, this.params, (result) => this.#keep(data, result));
  }

  #keep({ matrix, kernel }: Data, { alpha, rho }: SmoResult): void {
    const support = Int32Array.from(alpha.keys()).filter((i) => alpha[i] > 0);
    this.rememberColumns(matrix);
    this.kernel_ = kernel;
    this.support_ = support;
    this.supportVectors_ = rowsAt(matrix, support);
    this.dualCoef_ = Float64Array.from(support, (i) => alpha[i]);
    this.intercept_ = -rho;
    this.offset_ = rho;
  }
}
