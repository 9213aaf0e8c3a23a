import { isCellId, parseOperationId } from "../base/ids.ts";
import { describeValue, type Fault, isCount, isObject } from "../base/json.ts";
import { clientOperationFault } from "../fold/operations-validate.ts";
import { codeQuestionFault } from "../kernel/introspect.ts";
import { type ClientMessage, LIVE_PROTOCOL } from "./live.ts";

/** A message of a client, or what is wrong with it. */
export type ClientMessageResult =
  | { readonly message: ClientMessage }
  | { readonly fault: Fault & { readonly id?: string; readonly version?: true } };

const shortText = (value: unknown, max: number): value is string =>
  typeof value === "string" && value !== "" && value.length <= max;
const isPlace = (value: unknown): boolean =>
  isObject(value) && isCount(value.epoch) && isCount(value.seq);

/** Checks what came over the notebook's WebSocket; nothing untyped goes further. */
export function checkClientMessage(value: unknown): ClientMessageResult {
  if (!isObject(value))
    return { fault: { what: "the message", got: describeValue(value), expected: "an object" } };
  const fault = faultOf(value);
  if (!fault) return { message: value as unknown as ClientMessage };
  return { fault: typeof value.id === "string" ? { ...fault, id: value.id } : fault };
}

function faultOf(value: Record<string, unknown>): (Fault & { version?: true }) | undefined {
  switch (value.type) {
    case "attach":
      return attachFault(value);
    case "operation":
      if (!parseOperationId(value.id))
        return { what: "id", got: describeValue(value.id), expected: "<clientId>:<n>" };
      return clientOperationFault(value.op);
    case "request":
      if (!shortText(value.id, 100))
        return {
          what: "id",
          got: describeValue(value.id),
          expected: "a string of at most 100 characters",
        };
      if (!METHODS.includes(value.method as string)) {
        return {
          what: "method",
          got: describeValue(value.method),
          expected: METHODS.join(", "),
        };
      }
      return value.method === "complete" || value.method === "inspect"
        ? codeQuestionFault(value.params)
        : value.method === "estimate"
          ? cellQuestionFault(value.params)
          : undefined;
    default:
      return {
        what: "type",
        got: describeValue(value.type),
        expected: "attach, operation or request",
      };
  }
}

const METHODS = ["complete", "inspect", "variables", "estimate", "input"];

function cellQuestionFault(params: unknown): Fault | undefined {
  if (isObject(params) && isCellId(params.cellId)) return undefined;
  return { what: "params", got: describeValue(params), expected: "{ cellId }" };
}

function attachFault(value: Record<string, unknown>): (Fault & { version?: true }) | undefined {
  if (value.protocol !== LIVE_PROTOCOL) {
    return {
      what: "protocol",
      got: describeValue(value.protocol),
      expected: String(LIVE_PROTOCOL),
      version: true,
    };
  }
  if (!shortText(value.windowId, 100))
    return {
      what: "windowId",
      got: describeValue(value.windowId),
      expected: "a string of at most 100 characters",
    };
  const user = value.user;
  if (
    !isObject(user) ||
    !shortText(user.name, 100) ||
    typeof user.color !== "string" ||
    !/^#[0-9a-f]{6}$/i.test(user.color)
  ) {
    return { what: "user", got: describeValue(user), expected: '{ name, color: "#rrggbb" }' };
  }
  if (value.since !== undefined && !isPlace(value.since))
    return { what: "since", got: describeValue(value.since), expected: "{ epoch, seq }" };
  return undefined;
}
