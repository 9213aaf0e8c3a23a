import { HoldfastError } from "../base/errors.ts";
import { describeValue, isCount, isObject, type JsonObject } from "../base/json.ts";

/** Says where a notebook is not one. */
export function invalid(where: string, got: unknown, expected: string): HoldfastError {
  return new HoldfastError("HF_NOTEBOOK_INVALID", `${where} is not what a notebook has there`, {
    got: describeValue(got),
    expected,
  });
}

/** A text of a notebook file: a string, or a list of lines that are joined; what is neither is shown as it is. */
export function readText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(readText).join("");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** An execution count: an integer ≥ 0, also when it is written as a text; else null. */
export function readCount(value: unknown): number | null {
  const count = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return isCount(count) ? count : null;
}

/** An object; what is none counts as an empty one. */
export function readObject(value: unknown): JsonObject {
  return isObject(value) ? (value as JsonObject) : {};
}

/** The texts of a MIME bundle, joined; JSON types hold any JSON, so an array there stays one. */
export function joinBundle(bundle: Record<string, unknown>): Record<string, unknown> {
  const isRight = ([mime, value]: [string, unknown]): boolean =>
    typeof value === "string" || isJsonMime(mime);
  const entries = Object.entries(bundle);
  if (entries.every(isRight)) return bundle;
  return Object.fromEntries(
    entries.map(([mime, value]) => [mime, isJsonMime(mime) ? value : readText(value)]),
  );
}

/** Tells whether the values of a MIME type are JSON rather than text. */
export function isJsonMime(mime: string): boolean {
  return /^application\/(.*\+)?json$/.test(mime);
}

export function isLines(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((line) => typeof line === "string");
}
