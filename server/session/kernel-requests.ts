import {
  type ExecutionId,
  HoldfastError,
  isHash,
  isObject,
  type Json,
  type JupyterMessage,
  type RunBegin,
  type RunManifest,
  toProblem,
} from "../../kernels/protocol/index.ts";
import type { Executed } from "../runs/executed.ts";
import type { NotebookRuns } from "../runs/notebook-runs.ts";
import type { SilentRuns } from "../runs/silent-runs.ts";
import type { ExecutionLeases } from "./execution-leases.ts";

/** Who answers what a kernel asks of the server while it runs a cell (WIRE, kernel and server). */
export interface Answerers {
  readonly leases: ExecutionLeases;
  readonly runs: Pick<NotebookRuns, "begin" | "checkpoint" | "chunk" | "end">;
}

/** Who answers a cell that runs again silently: its locks are those of the cell that goes on. */
export function silentAnswerers(
  leases: ExecutionLeases,
  runs: SilentRuns,
  executed: Executed,
): Answerers {
  return {
    leases,
    runs: {
      begin: (_, begin) => runs.begin(executed, begin),
      checkpoint: async () => {},
      chunk: (runId, hash) => runs.chunk(runId, hash),
      end: async () => {},
    },
  };
}

type Method = (
  { leases, runs }: Answerers,
  execId: ExecutionId,
  params: Readonly<Record<string, unknown>>,
) => Promise<Json> | Json;

/** The server knows which execution asks by its frame; a cell never names a token. */
const methods: Readonly<Record<string, Method>> = {
  "lock.acquire": ({ leases }, execId, { name, timeoutMs }) => {
    const timeout = typeof timeoutMs === "number" && timeoutMs >= 0 ? timeoutMs : undefined;
    return leases.lock(execId, lockName(name), timeout);
  },
  "lock.release": ({ leases }, execId, { name }) => leases.unlock(execId, lockName(name)),
  "run.begin": async ({ runs }, execId, params) =>
    (await runs.begin(execId, params as unknown as RunBegin)) as unknown as Json,
  "run.checkpoint": async ({ runs }, execId, params) => {
    await runs.checkpoint(execId, params as unknown as RunManifest);
    return true;
  },
  "run.chunk": async ({ runs }, _, { runId, hash }) => {
    const bytes = isHash(hash) ? await runs.chunk(String(runId), hash) : undefined;
    if (bytes) return Buffer.from(bytes).toString("base64");
    throw new HoldfastError("HF_NOT_FOUND", `There is no chunk ${String(hash).slice(0, 70)}`);
  },
  "run.end": async ({ runs }, execId, { runId, outcome, result }) => {
    if (outcome !== "done" && outcome !== "failed" && outcome !== "cancelled")
      throw new HoldfastError("HF_REQUEST_INVALID", `run.end: outcome ${String(outcome)}`);
    const chunks = Array.isArray(result) && result.every(isHash) ? result : null;
    await runs.end(execId, { runId: String(runId), outcome, result: chunks });
    return true;
  },
};

/**
 * Answers a `holdfast_request` of an execution.
 *
 * @returns the content of the `holdfast_reply`
 */
export async function answerKernel(
  answerers: Answerers,
  execId: ExecutionId,
  { content }: JupyterMessage,
): Promise<Record<string, Json>> {
  const { id, method, params } = content as { id?: unknown; method?: unknown; params?: unknown };
  try {
    const answer = Object.hasOwn(methods, String(method)) ? methods[String(method)] : undefined;
    if (!answer)
      throw new HoldfastError("HF_NOT_FOUND", `This server does not know ${String(method)}`);
    return {
      id: String(id),
      result: await answer(answerers, execId, isObject(params) ? params : {}),
    };
  } catch (error) {
    return { id: String(id), problem: { ...toProblem(error) } as Record<string, Json> };
  }
}

function lockName(name: unknown): string {
  if (typeof name === "string" && /^[\p{L}\p{N}._ -]{1,100}$/u.test(name)) return name;
  throw new HoldfastError("HF_REQUEST_INVALID", "The name of a lock is not allowed", {
    got: JSON.stringify(name)?.slice(0, 200) ?? "nothing",
    expected: "1 to 100 letters, digits, spaces, dots, dashes or underscores",
  });
}
