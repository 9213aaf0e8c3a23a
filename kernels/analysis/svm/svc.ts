import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import { Classifier } from "../models/classifier.ts";
import type { Features, Target } from "../models/data.ts";
import type { FitContext, FitSteps, OpenFit } from "../models/fit.ts";
import { checkFeatures } from "../models/input.ts";
import { type Classes, checkClasses } from "../models/target.ts";
import { checkWeights } from "../models/weights.ts";
import { decisionValues, rowsAt } from "./decision.ts";
import { type Kernel, type KernelOptions, kernelFor, kernelRules } from "./kernel.ts";
import { KernelCache } from "./kernel-cache.ts";
import { overRest, pairsOf, votes } from "./pairs.ts";
import { type SmoResult, type SmoState, smoResult, smoSteps } from "./smo.ts";

/** Options of `SVC`. */
export interface SVCOptions extends KernelOptions {
  /** Price of a row on the wrong side, above 0, default 1. */
  readonly C?: number;
  /** Largest violation of the optimality conditions that is left, above 0, default 1e-4 (scikit-learn: 1e-3). */
  readonly tol?: number;
  /** Most updates per pair of classes, -1 (default) for no limit. */
  readonly maxIter?: number;
  /** "balanced" prices classes by n / (classes · rows of the class); null (default) all rows the same. */
  readonly classWeight?: "balanced" | null;
  /** For more than two classes: one column per class ("ovr", default) or per pair ("ovo"). */
  readonly decisionFunctionShape?: "ovr" | "ovo";
}

interface Data {
  readonly matrix: Matrix;
  readonly y: Classes;
  readonly kernel: Kernel;
  /** C of each row. */
  readonly upper: Float64Array;
}

const svcOptions = modelOptions<SVCOptions>(
  "SVC",
  {
    ...kernelRules,
    C: rule.by(1, rule.number({ above: 0 })),
    tol: rule.by(1e-4, rule.number({ above: 0 })),
    maxIter: rule.by(-1, rule.integer(-1)),
    classWeight: rule.by(null, rule.oneOf(["balanced", null])),
    decisionFunctionShape: rule.by("ovr", rule.oneOf(["ovr", "ovo"])),
  },
  { bare: { number: "C", text: "kernel" }, habits: { cost: ["C"] } },
);

/**
 * Support vector classification, one machine per pair of classes, by vote.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_ONE_CLASS, HF_MODEL_OPTION. For
 * probabilities use CalibratedClassifier.
 *
 * Source: Cortes and Vapnik (1995); Fan, Chen and Lin (2005); Chang and Lin (2011), LIBSVM.
 */
export class SVC extends Classifier<SVCOptions, SmoState, Data> {
  readonly name = "SVC";
  /** Rows of `fit` that are support vectors, by class and then rising. */
  support_: Int32Array | undefined;
  supportVectors_: Matrix | undefined;
  /** Number of support vectors of each class. */
  nSupport_: Int32Array | undefined;
  /** Coefficients, pairs of classes x support vectors; for two classes positive ones speak for the second class. */
  dualCoef_: Matrix | undefined;
  /** One per pair of classes. */
  intercept_: Float64Array | undefined;
  /** ½ αᵀQα - Σα at the end, one per pair. */
  dualObjective_: Float64Array | undefined;
  kernel_: Kernel | undefined;

  constructor(options: SVCOptions = {}) {
    super(svcOptions, options);
  }

  /** The distance from the border in units of the margin: one number per row for two classes, else a matrix. */
  decisionFunction(X: Features): Float64Array | Matrix {
    const matrix = this.input(X);
    const k = this.classes_!.length;
    const values = this.#pairValues(matrix);
    if (k === 2) return values;
    if (this.params.decisionFunctionShape === "ovo")
      return { data: values, rows: matrix.rows, columns: (k * (k - 1)) / 2 };
    const data = overRest(values, matrix.rows, k);
    return { data, rows: matrix.rows, columns: k, names: this.classes_!.map(String) };
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const { C, classWeight } = this.params;
    const matrix = checkFeatures(X, { what: this.name });
    const classes = checkClasses(y, matrix.rows, this.name);
    const weights = checkWeights(sampleWeight, matrix.rows, this.name);
    const counts = new Float64Array(classes.classes.length);
    for (const code of classes.codes) counts[code]++;
    const price = counts.map((count) =>
      classWeight === "balanced" ? matrix.rows / (counts.length * count) : 1,
    );
    const upper = Float64Array.from(
      classes.codes,
      (code, i) => C * price[code] * (weights === undefined ? 1 : weights[i]),
    );
    return { matrix, y: classes, kernel: kernelFor(this.params, matrix), upper };
  }
  protected fitting(data: Data): OpenFit<SmoState> {
    return {
      total: undefined,
      initialState: () => ({ updates: 0, done: false }),
      steps: (context) => this.#steps(data, context),
      finish: (context) => this.#keep(data, context),
    };
  }

  *#steps(data: Data, context: FitContext<SmoState>): FitSteps {
    const { tol, maxIter } = this.params;
    const pairs = pairsOf(data.y);
    const solved = context.parts<SmoResult>("pairs");
    for (let at = solved.length; at < pairs.length; at++) {
      const { rows, y } = pairs[at];
      const problem = {
        cache: new KernelCache(data.kernel, rowsAt(data.matrix, rows)),
        y,
        linear: new Float64Array(rows.length).fill(-1),
        upper: Float64Array.from(rows, (row) => data.upper[row]),
        start: new Float64Array(rows.length),
      };
      yield* smoSteps(problem, context.state, tol, maxIter);
      solved.push(smoResult(problem, context.state));
      context.state = { updates: 0, done: false };
      yield;
    }
  }

  #keep({ matrix, y, kernel }: Data, context: FitContext<SmoState>): void {
    const pairs = pairsOf(y);
    const solved = [...context.parts<SmoResult>("pairs")];
    const k = y.classes.length;
    // libsvm's machines are positive for the first class of a pair; with two classes positive means the second one.
    const sign = k === 2 ? -1 : 1;
    const used = new Set(
      pairs.flatMap(({ rows }, at) => [...rows].filter((_, i) => solved[at].alpha[i] > 0)),
    );
    const support = Int32Array.from([...used].sort((a, b) => y.codes[a] - y.codes[b] || a - b));
    const place = new Map([...support].map((row, at) => [row, at]));
    const coefficients = new Float64Array(pairs.length * support.length);
    pairs.forEach(({ rows, y: signs }, at) => {
      rows.forEach((row, i) => {
        const alpha = solved[at].alpha[i];
        if (alpha > 0)
          coefficients[at * support.length + place.get(row)!] = sign * signs[i] * alpha;
      });
    });
    const counts = new Int32Array(k);
    for (const row of support) counts[y.codes[row]]++;
    this.rememberColumns(matrix);
    this.classes_ = y.classes;
    this.kernel_ = kernel;
    this.support_ = support;
    this.supportVectors_ = rowsAt(matrix, support);
    this.nSupport_ = counts;
    this.dualCoef_ = { data: coefficients, rows: pairs.length, columns: support.length };
    this.intercept_ = Float64Array.from(solved, ({ rho }) => -sign * rho);
    this.dualObjective_ = Float64Array.from(solved, ({ objective }) => objective);
  }

  #pairValues(matrix: Matrix): Float64Array {
    const { data, rows: pairs, columns } = this.dualCoef_!;
    const sets = Array.from({ length: pairs }, (_, s) =>
      data.subarray(s * columns, (s + 1) * columns),
    );
    const rho = this.intercept_!.map((intercept) => -intercept);
    return decisionValues(this.kernel_!, this.supportVectors_!, sets, rho, matrix);
  }
  protected predictCodes(matrix: Matrix): Int32Array {
    const values = this.#pairValues(matrix);
    if (this.classes_!.length === 2) return Int32Array.from(values, (value) => Number(value > 0));
    return votes(values, matrix.rows, this.classes_!.length);
  }
}
