import {
  type ExecutionId,
  HoldfastError,
  type Json,
  type JupyterMessage,
  toProblem,
} from "../../kernels/protocol/index.ts";
import type { ExecutionLeases } from "./execution-leases.ts";

/** What a kernel asks of the server while it runs a cell (WIRE, kernel and server). */
export type KernelRequest = {
  readonly id: string;
  readonly method: string;
  readonly params: unknown;
};

/**
 * Answers a `holdfast_request` of an execution. The server knows which execution asks by its frame; a cell
 * never names a token.
 *
 * @returns the content of the `holdfast_reply`
 */
export async function answerKernel(
  leases: ExecutionLeases,
  execId: ExecutionId,
  message: JupyterMessage,
): Promise<Record<string, Json>> {
  const { id, method, params } = message.content as unknown as KernelRequest;
  try {
    return { id, result: await perform(leases, execId, { id, method, params }) };
  } catch (error) {
    return { id, problem: { ...toProblem(error) } as Record<string, Json> };
  }
}

async function perform(
  leases: ExecutionLeases,
  execId: ExecutionId,
  { method, params }: KernelRequest,
): Promise<Json> {
  const { name, timeoutMs } = (params ?? {}) as { name?: unknown; timeoutMs?: unknown };
  if (method === "lock.acquire" || method === "lock.release") {
    if (typeof name !== "string" || !/^[\p{L}\p{N}._ -]{1,100}$/u.test(name))
      throw new HoldfastError("HF_REQUEST_INVALID", "The name of a lock is not allowed", {
        got: JSON.stringify(name)?.slice(0, 200) ?? "nothing",
        expected: "1 to 100 letters, digits, spaces, dots, dashes or underscores",
      });
    if (method === "lock.release") return leases.unlock(execId, name);
    const timeout = typeof timeoutMs === "number" && timeoutMs >= 0 ? timeoutMs : undefined;
    return leases.lock(execId, name, timeout);
  }
  throw new HoldfastError("HF_NOT_FOUND", `This server does not know ${String(method)}`);
}
