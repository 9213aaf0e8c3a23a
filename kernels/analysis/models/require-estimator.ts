import { requireOptions, said } from "../base/arguments.ts";
import { Estimator } from "./estimator.ts";

/** @throws TypeError unless the value is an estimator and the options are an object */
export function requireEstimator(value: unknown, options: unknown, what: string): void {
  if (!(value instanceof Estimator))
    throw new TypeError(
      `${what} needs an estimator such as new Ridge() as its first argument, got ${said(value)}.`,
    );
  requireOptions(options, what);
}
