import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { count } from "../base/words.ts";
import { columnMoments } from "../numeric/column-moments.ts";
import { jacobiSvd } from "../numeric/jacobi-svd.ts";
import { addRows, emptyQr } from "../numeric/qr.ts";
import { fdtrc, tQuantile, tTwoSided } from "../special/distributions.ts";
import { linearPredict } from "./linear-predict.ts";

/** Options of `LinearRegression.inference`. */
export interface InferenceOptions {
  /** The weights of the fit. */
  readonly sampleWeight?: ArrayLike<number>;
  /** Coverage of the confidence intervals, default 0.95. */
  readonly level?: number;
}

/** What a linear fit says about its coefficients; lists begin with "const" when there is an intercept. */
export interface LinearInference {
  readonly names: readonly string[];
  readonly coef: Float64Array;
  readonly stdErr: Float64Array;
  readonly t: Float64Array;
  readonly pValues: Float64Array;
  /** Lower and upper end for each coefficient. */
  readonly confidence: readonly (readonly [number, number])[];
  /** Standard errors that hold when the variance of the errors changes from row to row (HC3; MacKinnon and White 1985). */
  readonly hc3StdErr: Float64Array;
  readonly r2: number;
  readonly adjustedR2: number;
  /** F statistic of all coefficients but the intercept. */
  readonly f: number;
  readonly fPValue: number;
  readonly logLikelihood: number;
  readonly aic: number;
  readonly bic: number;
  /** Residual sum of squares. */
  readonly rss: number;
  /** Residual standard error. */
  readonly residualStdErr: number;
  readonly dfResidual: number;
  /** Durbin and Watson (1950): about 2 for uncorrelated residuals. */
  readonly durbinWatson: number;
  /** Jarque and Bera (1987): large when the residuals are not normal. */
  readonly jarqueBera: number;
  /** Largest over smallest singular value of the columns, the intercept included. */
  readonly conditionNumber: number;
  readonly residuals: Float64Array;
}

/** Does the work of `LinearRegression.inference`. */
export function inferLinear(
  matrix: Matrix,
  y: Float64Array,
  weights: Float64Array | undefined,
  coef: Float64Array,
  intercept: number | undefined,
  { level = 0.95 }: InferenceOptions,
): LinearInference {
  const { rows: n, columns: p } = matrix;
  const constant = intercept === undefined ? 0 : 1;
  const k = p + constant;
  const dfResidual = n - k;
  const root = weights?.map(Math.sqrt);
  const design = designByColumns(matrix, constant, root);
  const r = triangle(design.slice(), n, k, matrix);
  const inverse = dfResidual > 0 ? invertTriangle(r, k) : undefined;
  if (inverse === undefined)
    throw new AnalysisError("HF_MODEL_RANK", {
      what: "LinearRegression cannot tell how sure its coefficients are",
      got: `${count(n, "row")} and ${k} coefficients`,
      expected: "more rows than coefficients, and columns that do not depend on each other",
      action: "Leave out columns, or use Ridge.",
    });
  const fitted = linearPredict(matrix, coef, intercept ?? 0);
  const raw = y.map((value, i) => value - fitted[i]);
  const e = root === undefined ? raw : raw.map((value, i) => value * root[i]);
  const rss = e.reduce((total, value) => total + value * value, 0);
  const scale = rss / dfResidual;
  const all = constant === 1 ? Float64Array.from([intercept!, ...coef]) : coef.slice();
  const stdErr = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    let square = 0;
    for (let j = i; j < k; j++) square += inverse[j * k + i] ** 2;
    stdErr[i] = Math.sqrt(scale * square);
  }
  const t = all.map((value, i) => value / stdErr[i]);
  const half = tQuantile(dfResidual, 0.5 + level / 2);
  const tss = totalSquares(y, weights, constant === 1);
  const r2 = 1 - rss / tss;
  const dfModel = k - constant;
  const f = (tss - rss) / dfModel / scale;
  const logWeights = weights?.reduce((total, w) => total + Math.log(w), 0) ?? 0;
  const logLikelihood = (-n / 2) * (Math.log((2 * Math.PI * rss) / n) + 1) + logWeights / 2;
  const { values } = jacobiSvd(r.slice(), k, k);
  return {
    names: [
      ...(constant ? ["const"] : []),
      ...(matrix.names ?? Array.from(coef, (_, j) => `x${j}`)),
    ],
    coef: all,
    stdErr,
    t,
    pValues: t.map((value) => tTwoSided(dfResidual, value)),
    confidence: Array.from(all, (value, i) => [value - half * stdErr[i], value + half * stdErr[i]]),
    hc3StdErr: hc3(design, n, k, inverse, e),
    r2,
    adjustedR2: 1 - ((1 - r2) * (n - constant)) / dfResidual,
    f,
    fPValue: fdtrc(dfModel, dfResidual, f),
    logLikelihood,
    aic: 2 * k - 2 * logLikelihood,
    bic: k * Math.log(n) - 2 * logLikelihood,
    rss,
    residualStdErr: Math.sqrt(scale),
    dfResidual,
    durbinWatson: e.reduce((sum, x, i) => (i === 0 ? 0 : sum + (x - e[i - 1]) ** 2), 0) / rss,
    jarqueBera: jarqueBera(e),
    conditionNumber: values[0] / values[k - 1],
    residuals: raw,
  };
}

/** The columns of X behind each other, a column of ones first when there is an intercept. */
function designByColumns(matrix: Matrix, constant: number, root: Float64Array | undefined) {
  const { data, rows: n, columns: p } = matrix;
  const out = new Float64Array(n * (p + constant));
  for (let i = 0; i < n; i++) {
    const w = root === undefined ? 1 : root[i];
    if (constant === 1) out[i] = w;
    for (let j = 0; j < p; j++) out[(j + constant) * n + i] = w * data[i * p + j];
  }
  return out;
}

/** R of the columns; an intercept's row comes from the means, which keeps the digits of columns far from 0. */
function triangle(design: Float64Array, n: number, k: number, matrix: Matrix): Float64Array {
  const isConstant = k > matrix.columns && design.subarray(0, n).every((value) => value === 1);
  const qr = emptyQr(k);
  if (!isConstant) {
    addRows(qr, design, n);
    return qr.r;
  }
  const { mean } = columnMoments(matrix);
  for (let j = 1; j < k; j++) for (let i = 0; i < n; i++) design[j * n + i] -= mean[j - 1];
  design.fill(0, 0, n);
  addRows(qr, design, n);
  for (let j = 0; j < k; j++) qr.r[j * k] = Math.sqrt(n) * (j === 0 ? 1 : mean[j - 1]);
  return qr.r;
}

/** The inverse of an upper triangle by columns; undefined when a pivot is 0 but for rounding. */
function invertTriangle(r: Float64Array, k: number): Float64Array | undefined {
  const out = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    let square = 0;
    for (let i = 0; i <= j; i++) square += r[j * k + i] ** 2;
    if (!(Math.abs(r[j * k + j]) > 8 * k * Number.EPSILON * Math.sqrt(square))) return undefined;
    for (let i = j; i >= 0; i--) {
      let sum = i === j ? 1 : 0;
      for (let m = i + 1; m <= j; m++) sum -= r[m * k + i] * out[j * k + m];
      out[j * k + i] = sum / r[i * k + i];
    }
  }
  return out;
}

/** Standard errors from A (X' diag(e² / (1 - h)²) X) A with A = (X'X)⁻¹ = R⁻¹ R⁻ᵀ and h the leverages. */
function hc3(
  design: Float64Array,
  n: number,
  k: number,
  inverse: Float64Array,
  e: Float64Array,
): Float64Array {
  const q = new Float64Array(k);
  const squares = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    let leverage = 0;
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let m = 0; m <= j; m++) sum += design[m * n + i] * inverse[j * k + m];
      q[j] = sum;
      leverage += sum * sum;
    }
    const residual = e[i] / (1 - leverage);
    for (let a = 0; a < k; a++) {
      let influence = 0;
      for (let j = a; j < k; j++) influence += inverse[j * k + a] * q[j];
      squares[a] += (influence * residual) ** 2;
    }
  }
  return squares.map(Math.sqrt);
}

function totalSquares(y: Float64Array, weights: Float64Array | undefined, centred: boolean) {
  const mean = centred
    ? columnMoments({ data: y, rows: y.length, columns: 1 }, weights).mean[0]
    : 0;
  return y.reduce((sum, value, i) => sum + (weights?.[i] ?? 1) * (value - mean) ** 2, 0);
}

function jarqueBera(e: Float64Array): number {
  const n = e.length;
  const mean = e.reduce((a, b) => a + b, 0) / n;
  const moment = (power: number) => e.reduce((sum, x) => sum + (x - mean) ** power, 0) / n;
  const m2 = moment(2);
  const skew = moment(3) / m2 ** 1.5;
  const kurtosis = moment(4) / m2 ** 2;
  return (n / 6) * (skew ** 2 + (kurtosis - 3) ** 2 / 4);
}
