import {
  describeValue,
  HoldfastError,
  isObject,
  parseJson,
} from "../../../kernels/protocol/index.ts";
import { readBody } from "../access/body.ts";
import type { RouteContext } from "./route.ts";

/**
 * Reads a body that is a JSON object, at most 100 levels deep (S20) and no longer than the route takes; an empty
 * body is an empty object.
 *
 * @throws HoldfastError HF_REQUEST_INVALID, HF_REQUEST_TOO_LARGE, HF_IDEMPOTENCY_KEY
 */
export async function jsonBody(context: RouteContext): Promise<Record<string, unknown>> {
  const { incoming, outgoing } = context.env;
  // The client waits to be asked for its body: only now is it sure that somebody wants it.
  if (incoming.headers.expect !== undefined) outgoing.writeContinue();
  const text = utf8(await readBody(incoming, context.get("maxBody"), context.get("share")));
  if (text.trim() === "") {
    context.get("claimKey")("");
    return {};
  }
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new HoldfastError("HF_REQUEST_INVALID", "The body cannot be read as JSON", {
      got: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
  if (isObject(value)) {
    context.get("claimKey")(text);
    return value;
  }
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

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new HoldfastError("HF_REQUEST_INVALID", "The body is not UTF-8 text", { cause: error });
  }
}
