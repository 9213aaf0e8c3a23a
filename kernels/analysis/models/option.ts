import { said } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import { integer, oneOf, type Rule } from "../base/option-rules.ts";

/** The error of an option that cannot have its value. */
export function wrongOption(
  model: string,
  option: string,
  got: unknown,
  expected: string,
): AnalysisError {
  return new AnalysisError("HF_MODEL_OPTION", {
    what: `${model} cannot use this value of the option "${option}"`,
    got: said(got),
    expected,
    action: `Set ${option} to ${expected}.`,
  });
}

/** @throws HF_MODEL_OPTION unless the value is an integer of at least `min` (and at most `max`) */
export function requireInteger(
  model: string,
  option: string,
  value: unknown,
  min: number,
  max?: number,
): void {
  requireRule(model, option, value, integer(min, max));
}

/** @throws HF_MODEL_OPTION unless the value is one of the list */
export function requireOneOf(
  model: string,
  option: string,
  value: unknown,
  allowed: readonly unknown[],
): void {
  requireRule(model, option, value, oneOf(allowed));
}

function requireRule(model: string, option: string, value: unknown, rule: Rule): void {
  if (!rule.accepts(value)) throw wrongOption(model, option, value, rule.expected);
}
