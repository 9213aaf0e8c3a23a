/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A JSON object; unknown keys are allowed and kept. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Tells whether a value is an object that is neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tells whether a value is an integer ≥ 0 that JavaScript holds exactly. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Names a value for an error message: its type, and the value itself when it is short. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object") return `an object with ${Object.keys(value).length} keys`;
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return `${typeof value} ${text.length > 60 ? `${text.slice(0, 57)}…` : text}`;
}

/** Deepest nesting of a request or a client's message. */
export const MAX_REQUEST_DEPTH = 100;
/** Deepest nesting of a message of a kernel. */
export const MAX_DATA_DEPTH = 1_000;
/** Deepest nesting of a notebook's file. */
export const MAX_FILE_DEPTH = 500;
/** Deepest nesting of what a cell shows: it has to fit into a file. */
export const MAX_OUTPUT_DEPTH = 400;

/**
 * Parses JSON that somebody asks something with: nesting deeper than `maxDepth` and keys named `__proto__` are
 * refused (security rule S20).
 *
 * @param maxDepth deepest allowed nesting of arrays and objects, default 100
 * @throws SyntaxError with what is wrong
 */
export function parseJson(text: string, maxDepth: number = MAX_REQUEST_DEPTH): unknown {
  refuseDeep(text, maxDepth);
  // A reviver makes parsing several times slower, so only a text that can name the key gets one: as it is,
  // or with one of its letters escaped.
  const canNameProto = /__proto__|\\u00(?:5f|6f|70|72|74)/i.test(text);
  return canNameProto ? JSON.parse(text, refuseProto) : JSON.parse(text);
}

/**
 * Parses JSON that is data: outputs, notebooks. A key named `__proto__` is a key like any other, kept as an own
 * property; whoever copies such an object spreads it or defines its properties, never assigns them (S20).
 *
 * @param maxDepth deepest allowed nesting of arrays and objects, default 1000
 * @throws SyntaxError with what is wrong
 */
export function parseData(text: string, maxDepth: number = MAX_DATA_DEPTH): unknown {
  refuseDeep(text, maxDepth);
  return JSON.parse(text);
}

/** Tells whether JSON is nested no deeper than that, without parsing it. */
export function isShallow(text: string, maxDepth: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 92) i++;
      else if (c === 34) inString = false;
    } else if (c === 34) inString = true;
    else if (c === 91 || c === 123) {
      if (++depth > maxDepth) return false;
    } else if (c === 93 || c === 125) depth--;
  }
  return true;
}

function refuseDeep(text: string, maxDepth: number): void {
  if (!isShallow(text, maxDepth))
    throw new SyntaxError(`JSON is nested deeper than ${maxDepth} levels`);
}

function refuseProto(key: string, value: unknown): unknown {
  if (key === "__proto__") throw new SyntaxError('JSON must not have a key named "__proto__"');
  return value;
}

/** What is wrong with something that came from outside. */
export interface Fault {
  readonly what: string;
  readonly got: string;
  readonly expected: string;
}
