import { said } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";

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
  max = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max) return;
  const upper = max === Number.MAX_SAFE_INTEGER ? "" : ` and at most ${max}`;
  const lower = min === Number.MIN_SAFE_INTEGER ? "an integer" : `an integer of at least ${min}`;
  throw wrongOption(model, option, value, lower + upper);
}

/** Limits of a number; `above` and `below` are not allowed themselves. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
}

/** @throws HF_MODEL_OPTION unless the value is a finite number inside the limits */
export function requireNumber(
  model: string,
  option: string,
  value: unknown,
  { min, max, above, below }: Limits = {},
): void {
  const ok =
    typeof value === "number" &&
    Number.isFinite(value) &&
    !(min !== undefined && value < min) &&
    !(max !== undefined && value > max) &&
    !(above !== undefined && value <= above) &&
    !(below !== undefined && value >= below);
  if (ok) return;
  const words = ["a finite number"];
  if (min !== undefined) words.push(`at least ${min}`);
  if (above !== undefined) words.push(`above ${above}`);
  if (max !== undefined) words.push(`at most ${max}`);
  if (below !== undefined) words.push(`below ${below}`);
  throw wrongOption(model, option, value, words.join(", "));
}

/** @throws HF_MODEL_OPTION unless the value is one of the list */
export function requireOneOf(
  model: string,
  option: string,
  value: unknown,
  allowed: readonly unknown[],
): void {
  if (allowed.includes(value)) return;
  throw wrongOption(model, option, value, `one of ${allowed.map(show).join(", ")}`);
}

/** @throws HF_MODEL_OPTION unless the value is true or false */
export function requireBoolean(model: string, option: string, value: unknown): void {
  requireOneOf(model, option, value, [true, false]);
}

/** @throws HF_MODEL_OPTION unless the value is an integer that can seed a stream */
export function requireSeed(model: string, value: unknown): void {
  requireInteger(model, "randomState", value, Number.MIN_SAFE_INTEGER);
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null)
    return Array.isArray(value) ? "an array" : "an object";
  return String(value);
}
