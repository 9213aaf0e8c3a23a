import { describeValue, isCount } from "./json.ts";
import { HoldfastError } from "./problem.ts";

/** Says where a notebook is not one. */
export function invalid(where: string, got: unknown, expected: string): HoldfastError {
  return new HoldfastError("HF_NOTEBOOK_INVALID", `${where} is not what a notebook has there`, {
    got: describeValue(got),
    expected,
  });
}

/** A text of a notebook file: a string, or an array of lines that are joined. */
export function readText(value: unknown, where: string): string {
  if (typeof value === "string") return value;
  if (isLines(value)) return value.join("");
  throw invalid(where, value, "a string or an array of strings");
}

/** An execution count: an integer ≥ 0, or null (also when it is missing). */
export function readCount(value: unknown, where: string): number | null {
  if (value === null || value === undefined) return null;
  if (isCount(value)) return value;
  throw invalid(where, value, "an integer ≥ 0 or null");
}

/** Joins the arrays of lines in a MIME bundle; JSON types hold any JSON, so an array there stays one. */
export function joinBundle(bundle: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(bundle);
  if (!entries.some(([mime, value]) => !isJsonMime(mime) && isLines(value))) return bundle;
  return Object.fromEntries(
    entries.map(([mime, value]) => [
      mime,
      !isJsonMime(mime) && isLines(value) ? value.join("") : value,
    ]),
  );
}

/** Tells whether the values of a MIME type are JSON rather than text. */
export function isJsonMime(mime: string): boolean {
  return /^application\/(.*\+)?json$/.test(mime);
}

export function isLines(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((line) => typeof line === "string");
}
