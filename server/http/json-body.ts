import { describeValue, HoldfastError, isObject, parseJson } from "../../kernels/protocol/index.ts";
import type { RouteContext } from "./route.ts";

/**
 * Reads a body that is a JSON object, at most 100 levels deep (S20); an empty body is an empty object. The
 * route's limit holds already.
 *
 * @throws HoldfastError HF_REQUEST_INVALID
 */
export async function jsonBody(context: RouteContext): Promise<Record<string, unknown>> {
  const text = await context.req.text();
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new HoldfastError("HF_REQUEST_INVALID", "The body cannot be read as JSON", {
      got: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
  if (isObject(value)) return value;
  throw new HoldfastError("HF_REQUEST_INVALID", "The body is not a JSON object", {
    got: describeValue(value),
    expected: "an object",
  });
}

/** The value of a key that has to be a string, or nothing. */
export function optionalString(
  body: Readonly<Record<string, unknown>>,
  key: string,
): string | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  throw new HoldfastError("HF_REQUEST_INVALID", `${key} is not a text`, {
    got: describeValue(value),
    expected: "a string",
  });
}
