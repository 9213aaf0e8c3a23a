import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import type { FitContext, FitSteps, OpenFit } from "../models/fit.ts";
import { checkFeatures } from "../models/input.ts";
import { Regressor } from "../models/regressor.ts";
import { checkNumbers } from "../models/target.ts";
import { checkWeights } from "../models/weights.ts";
import { dualityGap, gramPass, type Penalty } from "./coordinate-descent.ts";
import { type Gram, gram } from "./gram.ts";
import { linearPredict } from "./linear-predict.ts";

/** Options that `Lasso` and `ElasticNet` share. */
export interface LassoOptions {
  /** Strength of the penalty, at least 0, default 1. */
  readonly alpha?: number;
  /** Learn an intercept, which is not penalised; default true. */
  readonly fitIntercept?: boolean;
  /** Most passes over the columns, default 1000. */
  readonly maxIter?: number;
  /** The fit ends when the duality gap is below tol · ‖y‖², default 1e-10 (scikit-learn: 1e-4): a pass over X'X costs little. */
  readonly tol?: number;
  /** Keep the coefficients at 0 or above, default false. */
  readonly positive?: boolean;
}

/** Options of `ElasticNet`. */
export interface ElasticNetOptions extends LassoOptions {
  /** Share of the penalty that is absolute, 0 … 1, default 0.5; the rest is squared. */
  readonly l1Ratio?: number;
}

const lassoRules = {
  alpha: rule.by(1, rule.number({ min: 0 })),
  fitIntercept: rule.by(true, rule.flag),
  maxIter: rule.by(1000, rule.integer(1)),
  tol: rule.by(1e-10, rule.number({ min: 0 })),
  positive: rule.by(false, rule.flag),
};

interface Data {
  readonly matrix: Matrix;
  readonly products: Gram;
  readonly penalty: Penalty;
  /** Sum of the weights. */
  readonly total: number;
}

/** The coefficients so far; what else a pass needs is computed from them. */
interface State {
  coef: Float64Array;
  nIter: number;
  /** Duality gap, once the passes have ended. */
  gap: number;
  converged: boolean;
}

const PASSES_PER_STEP = 10;

/** What `Lasso` and `ElasticNet` have in common. */
abstract class CoordinateDescent<P extends LassoOptions> extends Regressor<P, State, Data> {
  /** Coefficients of the columns. */
  coef_: Float64Array | undefined;
  /** Intercept; 0 without one. */
  intercept_: number | undefined;
  /** Passes that were made. */
  nIter_: number | undefined;
  /** Duality gap of (1/2n)‖y - Xw - b‖² + penalty at the end. */
  dualGap_: number | undefined;
  /** False when `maxIter` ended the fit: raise it, or scale the columns. */
  converged_: boolean | undefined;

  protected abstract l1Ratio(): number;

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const { alpha, fitIntercept, positive } = this.params as Required<LassoOptions>;
    const matrix = checkFeatures(X, { what: this.name });
    const target = checkNumbers(y, matrix.rows, this.name);
    const weights = checkWeights(sampleWeight, matrix.rows, this.name);
    const total = weights === undefined ? matrix.rows : weights.reduce((a, b) => a + b, 0);
    const penalty = {
      l1: alpha * this.l1Ratio() * total,
      l2: alpha * (1 - this.l1Ratio()) * total,
      positive,
    };
    return { matrix, products: gram(matrix, target, weights, fitIntercept), penalty, total };
  }
  protected fitting(data: Data): OpenFit<State> {
    return {
      total: undefined,
      initialState: () => ({
        coef: new Float64Array(data.matrix.columns),
        nIter: 0,
        gap: Number.POSITIVE_INFINITY,
        converged: false,
      }),
      steps: (context) => this.#steps(data, context),
      finish: (context) => this.#keep(data, context),
    };
  }

  *#steps({ products, penalty }: Data, context: FitContext<State>): FitSteps {
    const { maxIter, tol } = this.params as Required<LassoOptions>;
    const { state } = context;
    const w = state.coef;
    while (!state.converged && state.nIter < maxIter) {
      // Recomputed at each step: what was added up before an interruption would have other digits.
      const h = times(products.xx, w);
      for (let pass = 0; pass < PASSES_PER_STEP && state.nIter < maxIter; pass++) {
        const { change, size } = gramPass(products, penalty, w, h);
        state.nIter++;
        const last = state.nIter === maxIter;
        if (size !== 0 && change > tol * size && !last) continue;
        state.gap = dualityGap(products, penalty, w, times(products.xx, w));
        if (state.gap > tol * products.yy) continue;
        state.converged = true;
        break;
      }
      yield;
    }
  }

  #keep({ matrix, products, total }: Data, { state }: FitContext<State>): void {
    this.rememberColumns(matrix);
    this.coef_ = state.coef;
    this.nIter_ = state.nIter;
    this.dualGap_ = state.gap / total;
    this.converged_ = state.converged;
    let intercept = products.yMean;
    for (let j = 0; j < state.coef.length; j++) intercept -= state.coef[j] * products.means[j];
    this.intercept_ = (this.params as Required<LassoOptions>).fitIntercept ? intercept : 0;
  }
  protected predictRows(matrix: Matrix): Float64Array {
    return linearPredict(matrix, this.coef_!, this.intercept_!);
  }
}

const elasticNetOptions = modelOptions<ElasticNetOptions>(
  "ElasticNet",
  {
    ...lassoRules,
    l1Ratio: rule.by(0.5, rule.number({ min: 0, max: 1 })),
  },
  { bare: { number: "alpha" } },
);

/**
 * Least squares with an absolute and a squared penalty: minimises (1/2n) ‖y - Xw - b‖² + alpha·l1Ratio ‖w‖₁ + ½ alpha (1 - l1Ratio) ‖w‖²,
 * by coordinate descent that ends by the duality gap. Works with the p x p matrix X'X.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 *
 * Source: Zou and Hastie (2005); Friedman, Hastie and Tibshirani (2010).
 */
export class ElasticNet extends CoordinateDescent<ElasticNetOptions> {
  readonly name = "ElasticNet";

  constructor(options: ElasticNetOptions = {}) {
    super(elasticNetOptions, options);
  }
  protected l1Ratio(): number {
    return this.params.l1Ratio;
  }
}

const lassoOptions = modelOptions<LassoOptions>("Lasso", lassoRules, { bare: { number: "alpha" } });

/** `ElasticNet` with `l1Ratio` 1: coefficients of columns that help little become 0 (Tibshirani 1996). */
export class Lasso extends CoordinateDescent<LassoOptions> {
  readonly name = "Lasso";

  constructor(options: LassoOptions = {}) {
    super(lassoOptions, options);
  }
  protected l1Ratio(): number {
    return 1;
  }
}

function times(a: Float64Array, x: Float64Array): Float64Array {
  const p = x.length;
  const out = new Float64Array(p);
  for (let j = 0; j < p; j++)
    if (x[j] !== 0) for (let i = 0; i < p; i++) out[i] += x[j] * a[j * p + i];
  return out;
}
