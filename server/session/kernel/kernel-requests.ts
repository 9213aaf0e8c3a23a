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
  type VariableSnapshot,
} from "../../../kernels/protocol/index.ts";
import type { RunCalls } from "../../runs/run-calls.ts";
import type { ExecutionLeases } from "./execution-leases.ts";

/** What a kernel saves and gets back of its variables. */
export interface VariableCalls {
  save(snapshot: VariableSnapshot): Promise<void>;
  chunk(hash: string): Promise<Uint8Array | undefined>;
}

/** Who answers what a kernel asks of the server while it runs a cell (WIRE, kernel and server). */
export interface Answerers {
  readonly leases: ExecutionLeases;
  readonly runs: RunCalls;
  readonly variables: VariableCalls;
}

type Method = (
  answerers: Answerers,
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
  "run.begin": async ({ runs, leases }, execId, params) => {
    const begin = params as unknown as RunBegin;
    const begun = await runs.begin(execId, begin);
    if (begun.reused === null) {
      leases.begins(execId, begin.name);
      leases.setPreemptible(execId, true); // it saves checkpoints from here on
    }
    return begun as unknown as Json;
  },
  "run.gives-way": ({ leases }, execId) => leases.givesWay(execId),
  "run.checkpoint": async ({ runs }, execId, params) => {
    await runs.checkpoint(execId, params as unknown as RunManifest);
    return true;
  },
  "run.chunk": ({ runs }, _, { runId, hash }) =>
    chunkText(hash, (known) => runs.chunk(String(runId), known)),
  "effect.get": async ({ runs }, _, { runId, key }) =>
    (await runs.effect(String(runId), effectKey(key))) ?? null,
  "effect.put": async ({ runs }, execId, { runId, key, value }) => {
    await runs.keepEffect(execId, String(runId), effectKey(key), String(value));
    return true;
  },
  "snapshot.save": async ({ variables }, _, params) => {
    await variables.save(params as unknown as VariableSnapshot);
    return true;
  },
  "snapshot.chunk": ({ variables }, _, { hash }) =>
    chunkText(hash, (known) => variables.chunk(known)),
  "run.end": async ({ runs, leases }, execId, { runId, outcome, result, pace }) => {
    const isKnown = outcome === "done" || outcome === "failed" || outcome === "cancelled";
    if (!isKnown && outcome !== "interrupted")
      throw new HoldfastError("HF_REQUEST_INVALID", `run.end: outcome ${String(outcome)}`);
    const chunks = Array.isArray(result) && result.every(isHash) ? result : null;
    const known = typeof pace === "number" && pace >= 0 ? { pace } : {};
    await runs.end(execId, { runId: String(runId), outcome, result: chunks, ...known });
    if (!runs.isAtWork(execId)) leases.setPreemptible(execId, false);
    return true;
  },
};

/**
 * Answers a `holdfast_request` of an execution.
 *
 * @returns the `holdfast_reply`
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

/** A chunk as text. @throws HoldfastError HF_NOT_FOUND */
async function chunkText(
  hash: unknown,
  find: (hash: string) => Promise<Uint8Array | undefined>,
): Promise<string> {
  const bytes = isHash(hash) ? await find(hash) : undefined;
  if (bytes) return Buffer.from(bytes).toString("base64");
  throw new HoldfastError("HF_NOT_FOUND", `There is no chunk ${String(hash).slice(0, 70)}`);
}

function effectKey(key: unknown): string {
  if (typeof key === "string" && key !== "" && key.length <= 200) return key;
  throw new HoldfastError("HF_REQUEST_INVALID", "The key of an effect is not allowed", {
    got: JSON.stringify(key)?.slice(0, 200) ?? "nothing",
    expected: "1 to 200 characters",
  });
}

function lockName(name: unknown): string {
  if (typeof name === "string" && /^[\p{L}\p{N}._ -]{1,100}$/u.test(name)) return name;
  throw new HoldfastError("HF_REQUEST_INVALID", "The name of a lock is not allowed", {
    got: JSON.stringify(name)?.slice(0, 200) ?? "nothing",
    expected: "1 to 100 letters, digits, spaces, dots, dashes or underscores",
  });
}
