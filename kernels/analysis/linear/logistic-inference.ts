import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import type { Target } from "../models/data.ts";
import { wrongOption } from "../models/option.ts";
import { checkClasses } from "../models/target.ts";
import { cholesky, choleskyInverse } from "../numeric/cholesky.ts";
import { ndtr } from "../special/normal.ts";
import { type LogisticProblem, logisticHessian, logisticLoss } from "./logistic-loss.ts";

/** What a logistic fit says about its coefficients; lists begin with "const" when there is an intercept. */
export interface LogisticInference {
  readonly names: readonly string[];
  readonly coef: Float64Array;
  readonly stdErr: Float64Array;
  readonly z: Float64Array;
  readonly pValues: Float64Array;
  /** exp(coef): by what factor the odds change per unit. */
  readonly oddsRatios: Float64Array;
  readonly logLikelihood: number;
  /** Log-likelihood with nothing but an intercept. */
  readonly nullLogLikelihood: number;
  /** McFadden (1974): 1 - logLikelihood / nullLogLikelihood. */
  readonly pseudoR2: number;
  readonly aic: number;
  readonly bic: number;
}

/** What this needs of the fitted model. */
interface FittedLogistic {
  readonly name: string;
  readonly params: { readonly penalty: unknown; readonly fitIntercept: boolean };
  readonly coef_: Matrix | undefined;
  readonly intercept_: Float64Array | undefined;
}

/** Does the work of `LogisticRegression.inference`. */
export function inferLogistic(
  { name, params, coef_, intercept_ }: FittedLogistic,
  matrix: Matrix,
  y: Target,
): LogisticInference {
  const { classes, codes } = checkClasses(y, matrix.rows, name);
  if (params.penalty !== null)
    throw wrongOption(
      name,
      "penalty",
      params.penalty,
      "null: standard errors need a fit without penalty",
    );
  if (classes.length !== 2)
    throw wrongOption(name, "y", `${classes.length} classes`, "two classes");
  const { fitIntercept } = params;
  const { rows: n, columns: p } = matrix;
  const problem: LogisticProblem = {
    matrix,
    codes,
    weights: undefined,
    outputs: 1,
    fitIntercept,
    l1: 0,
    l2: 0,
  };
  const theta = Float64Array.from([...coef_!.data, intercept_![0]]);
  const probabilities = new Float64Array(n);
  const gradient = new Float64Array(p + 1);
  const logLikelihood = -logisticLoss(problem, theta, gradient, probabilities);
  const hessian = logisticHessian(problem, probabilities);
  if (!cholesky(hessian, p + 1, 1e-14))
    throw new AnalysisError("HF_MODEL_RANK", {
      what: `${name} cannot tell how sure its coefficients are`,
      expected: "columns that do not depend on each other, and classes that overlap",
      action: "Leave out columns.",
    });
  const inverse = choleskyInverse(hessian, p + 1);
  const order = [...(fitIntercept ? [p] : []), ...Array.from({ length: p }, (_, j) => j)];
  const coef = Float64Array.from(order, (j) => theta[j]);
  const stdErr = Float64Array.from(order, (j) => Math.sqrt(inverse[j * (p + 1) + j]));
  const z = coef.map((value, i) => value / stdErr[i]);
  const share = codes.reduce((sum, code) => sum + code, 0) / n;
  const nullLogLikelihood = n * (share * Math.log(share) + (1 - share) * Math.log(1 - share));
  return {
    names: order.map((j) => (j === p ? "const" : (matrix.names?.[j] ?? `x${j}`))),
    coef,
    stdErr,
    z,
    pValues: z.map((value) => 2 * ndtr(-Math.abs(value))),
    oddsRatios: coef.map(Math.exp),
    logLikelihood,
    nullLogLikelihood,
    pseudoR2: 1 - logLikelihood / nullLogLikelihood,
    aic: 2 * order.length - 2 * logLikelihood,
    bic: order.length * Math.log(n) - 2 * logLikelihood,
  };
}
