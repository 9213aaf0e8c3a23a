import { types } from "node:util";
import { plainText } from "./plain-text.ts";

const MAX_CHARACTERS = 100_000;

/** What a thrown error says about itself. */
export interface ErrorFacts {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly stack: string;
  /** The errors that it stands for: `cause`, `errors`, `suppressed`, by what to call them. */
  readonly inner: readonly (readonly [label: string, error: unknown])[];
}

/**
 * Reads a thrown error; undefined for a value that is none. Whatever its getters and traps throw is left out:
 * nothing throws here.
 */
export function readError(error: unknown): ErrorFacts | undefined {
  if (!isError(error)) return undefined;
  const read = (key: string): unknown => attempt(() => (error as Record<string, unknown>)[key]);
  const code = read("code");
  const stack = read("stack");
  return {
    name: nameOf(read),
    message: textOf(read("message")),
    code: typeof code === "string" ? code : undefined,
    stack: typeof stack === "string" ? stack : "",
    inner: innerOf(read),
  };
}

/** The text of anything that was thrown and is no error. */
export function thrownText(value: unknown): string {
  return typeof value === "string" ? cut(value) : cut(plainText(value));
}

function isError(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return types.isNativeError(value) || attempt(() => value instanceof Error) === true;
}

/** The name that it was given, or else that of its class. */
function nameOf(read: (key: string) => unknown): string {
  const name = textOf(read("name"));
  if (name !== "" && name !== "Error") return name;
  const own = attempt(() => (read("constructor") as { name?: unknown } | undefined)?.name);
  return typeof own === "string" && own !== "" ? own : "Error";
}

function innerOf(read: (key: string) => unknown): [string, unknown][] {
  const inner: [string, unknown][] = [];
  const errors = read("errors");
  const items = attempt(() => (Array.isArray(errors) ? errors.slice(0, 5) : [])) ?? [];
  items.forEach((item: unknown, i: number) => {
    inner.push([`[errors ${i}]`, item]);
  });
  const suppressed = read("suppressed");
  if (suppressed !== undefined)
    inner.push(["Error:", read("error")], ["Suppressed by it:", suppressed]);
  const cause = read("cause");
  if (cause !== undefined) inner.push(["Caused by:", cause]);
  return inner;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return cut(typeof value === "string" ? value : (attempt(() => String(value)) ?? ""));
}

function cut(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
