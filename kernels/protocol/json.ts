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

/**
 * Parses JSON that came from outside: nesting deeper than `maxDepth` and keys named `__proto__` are
 * refused (security rule S20).
 *
 * @param maxDepth deepest allowed nesting of arrays and objects, default 100
 * @throws SyntaxError with what is wrong
 */
export function parseJson(text: string, maxDepth = 100): unknown {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 92) i++;
      else if (c === 34) inString = false;
    } else if (c === 34) inString = true;
    else if (c === 91 || c === 123) {
      if (++depth > maxDepth)
        throw new SyntaxError(`JSON is nested deeper than ${maxDepth} levels`);
    } else if (c === 93 || c === 125) depth--;
  }
  // A reviver makes parsing several times slower, so only a text that can name the key gets one: as it is,
  // or with one of its letters escaped.
  const canNameProto = /__proto__|\\u00(?:5f|6f|70|72|74)/i.test(text);
  return canNameProto ? JSON.parse(text, refuseProto) : JSON.parse(text);
}

function refuseProto(key: string, value: unknown): unknown {
  if (key === "__proto__") throw new SyntaxError('JSON must not have a key named "__proto__"');
  return value;
}
