import { said, wrongArgument } from "../base/arguments.ts";
import { Estimator } from "./estimator.ts";

/** @throws HF_ARGUMENT unless the value is an estimator */
export function requireEstimator(value: unknown, what: string): void {
  if (value instanceof Estimator) return;
  throw wrongArgument(`${what} needs an estimator as its first argument`, {
    got: said(value),
    expected: "an estimator",
    action:
      typeof value === "function" ? "Write new before the class." : "Pass one such as new Ridge().",
  });
}
