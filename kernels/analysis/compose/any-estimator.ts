import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import type { Features, Target } from "../models/data.ts";
import { type Estimator, SteppedEstimator } from "../models/estimator.ts";
import { driveFit, memoryContext } from "../models/fit.ts";
import { wrongOption } from "../models/option.ts";
import type { Label } from "../models/target.ts";

/** An estimator of any class that learns from features. */
export type AnyEstimator = SteppedEstimator<object, unknown, unknown>;

/** What estimators can do besides `fit`; each class has some of it. */
export interface Abilities {
  readonly classes_?: readonly Label[] | undefined;
  predict(X: Features): Label[] | Float64Array;
  predictProba(X: Features): Matrix;
  decisionFunction(X: Features): Float64Array | Matrix;
  transform(X: Features): Matrix;
  getFeatureNamesOut(): string[];
  score(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): number;
}

/**
 * Finds a method that only some estimators have.
 *
 * @throws HF_MODEL_ABILITY when this one does not have it
 */
export function able<K extends keyof Abilities>(
  estimator: Estimator<object>,
  method: K,
): Estimator<object> & Pick<Abilities, K> {
  if (can(estimator, method)) return estimator;
  throw new AnalysisError("HF_MODEL_ABILITY", {
    what: `${estimator.name} cannot ${method}`,
    expected: `an estimator that has the method ${method}`,
    action: "Use another estimator, or another method.",
  });
}

/** Whether an estimator has a method. */
export function can<K extends keyof Abilities>(
  estimator: Estimator<object>,
  method: K,
): estimator is Estimator<object> & Pick<Abilities, K> {
  return typeof (estimator as Partial<Abilities>)[method] === "function";
}

/** What an option that holds an estimator can be. */
export const estimatorRule = rule.object(
  "an estimator, such as new LogisticRegression()",
  (value) => value instanceof SteppedEstimator,
);

/** @throws HF_MODEL_OPTION unless the value is an estimator that can be fitted */
export function requireEstimator(model: string, option: string, value: unknown): AnyEstimator {
  if (value instanceof SteppedEstimator) return value;
  throw wrongOption(model, option, value, "an estimator, such as new LogisticRegression()");
}

/** A fitted copy of an estimator; the one given stays as it is. */
export function fitted<E extends AnyEstimator>(
  estimator: E,
  X: Features,
  y: Target | undefined,
  sampleWeight?: ArrayLike<number>,
): E {
  const copy = estimator.clone();
  const fit = copy.openFit(X, y, sampleWeight);
  const context = memoryContext(fit.initialState());
  driveFit(fit.steps(context));
  fit.finish(context);
  return copy;
}
