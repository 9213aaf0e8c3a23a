/** `<notebookId>.<n>`: one request to run one cell; n is durable and grows (STORE section 1). */
export type ExecutionId = `${string}.${number}`;

const CELL_ID = /^[a-zA-Z0-9-_]{1,64}$/;
const CLIENT_OPERATION = /^([a-zA-Z0-9-]{1,64}):([1-9][0-9]{0,14}|0)$/;

/** Tells whether a value is a cell id of nbformat 4.5: 1 to 64 of letters, digits, `-` and `_`. */
export function isCellId(value: unknown): value is string {
  return typeof value === "string" && CELL_ID.test(value);
}

/** Splits an operation id `<clientId>:<n>`, or gives undefined when it is none. */
export function parseOperationId(id: unknown): { clientId: string; n: number } | undefined {
  const match = typeof id === "string" ? CLIENT_OPERATION.exec(id) : null;
  return match ? { clientId: match[1]!, n: Number(match[2]) } : undefined;
}

export function isExecutionId(value: unknown): value is ExecutionId {
  return typeof value === "string" && /^[a-z0-9]{1,64}\.\d{1,15}$/.test(value);
}

export function executionId(notebookId: string, n: number): ExecutionId {
  return `${notebookId}.${n}`;
}

/** The n of an execution id. */
export function executionNumber(id: ExecutionId): number {
  return Number(id.slice(id.lastIndexOf(".") + 1));
}

/**
 * A fencing token as text: epoch × 2⁴⁰ + counter in 16 hex digits, so that text order is number order.
 * Never a JSON number: doubles lose its low bits.
 */
export function fencingToken(epoch: number, counter: number): string {
  return ((BigInt(epoch) << 40n) + BigInt(counter)).toString(16).padStart(16, "0");
}
