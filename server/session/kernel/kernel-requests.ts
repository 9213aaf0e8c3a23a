import {
  type ExecutionId,
  HoldfastError,
  isHash,
  isObject,
  type Json,
  type JupyterMessage,
  type MessageOrigin,
  makeMessage,
  type RunBegin,
  type RunManifest,
  toProblem,
  type VariableSnapshot,
} from "../../../kernels/protocol/index.ts";
import type { Chunks } from "../../chunks/arriving-chunks.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { RunCalls, RunEnd } from "../../runs/run-calls.ts";
import type { ExecutionLeases } from "./execution-leases.ts";

/** What a kernel saves and gets back of its variables. */
export interface VariableCalls {
  save(snapshot: VariableSnapshot, chunks: Chunks): Promise<void>;
  chunk(hash: string): Promise<Uint8Array | undefined>;
}

/** Who answers what a kernel asks of the server while it runs a cell (WIRE, kernel and server). */
export interface Answerers {
  readonly leases: ExecutionLeases;
  readonly runs: RunCalls;
  readonly variables: VariableCalls;
}

/** A message about an execution, with the chunks that came ahead of it. */
export interface Heard {
  readonly message: JupyterMessage;
  /** The number of the execution. */
  readonly n: number;
  readonly chunks: Chunks;
}

/** What an execution asks, with the chunks that came ahead of it. */
interface Asked {
  readonly execId: ExecutionId;
  readonly params: Readonly<Record<string, unknown>>;
  readonly chunks: Chunks;
}

/** An answer that is a chunk, which goes ahead of the reply. */
class ChunkAnswer {
  readonly hash: string;
  readonly bytes: Uint8Array;

  constructor(hash: string, bytes: Uint8Array) {
    this.hash = hash;
    this.bytes = bytes;
  }
}

type Given = Json | ChunkAnswer;
type Method = (answerers: Answerers, asked: Asked) => Promise<Given> | Given;

/** The server knows which execution asks by its frame; a cell never names a token. */
const methods: Readonly<Record<string, Method>> = {
  "lock.acquire": ({ leases }, { execId, params: { name, timeoutMs } }) => {
    const timeout = typeof timeoutMs === "number" && timeoutMs >= 0 ? timeoutMs : undefined;
    return leases.lock(execId, lockName(name), timeout);
  },
  "lock.release": ({ leases }, { execId, params: { name } }) =>
    leases.unlock(execId, lockName(name)),
  "run.begin": async ({ runs, leases }, { execId, params }) => {
    const begin = params as unknown as RunBegin;
    const begun = await runs.begin(execId, begin);
    if (begun.reused === null) {
      leases.begins(execId, begin.name);
      leases.setPreemptible(execId, true); // it saves checkpoints from here on
    }
    return begun as unknown as Json;
  },
  "run.gives-way": ({ leases }, { execId }) => leases.givesWay(execId),
  "run.checkpoint": async ({ runs }, { execId, params, chunks }) => {
    await runs.checkpoint(execId, params as unknown as RunManifest, chunks);
    return true;
  },
  "run.chunk": ({ runs }, { params: { runId, hash } }) =>
    chunkAnswer(hash, (known) => runs.chunk(String(runId), known)),
  "effect.get": async ({ runs }, { params: { runId, key } }) =>
    (await runs.effect(String(runId), effectKey(key))) ?? null,
  "effect.put": async ({ runs }, { execId, params: { runId, key, value } }) => {
    await runs.keepEffect(execId, String(runId), effectKey(key), String(value));
    return true;
  },
  "snapshot.save": async ({ variables }, { params, chunks }) => {
    await variables.save(params as unknown as VariableSnapshot, chunks);
    return true;
  },
  "snapshot.chunk": ({ variables }, { params: { hash } }) =>
    chunkAnswer(hash, (known) => variables.chunk(known)),
  "run.end": async ({ runs, leases }, { execId, params, chunks }) => {
    const { runId, outcome, result, pace } = params;
    const isKnown = outcome === "done" || outcome === "failed" || outcome === "cancelled";
    if (!isKnown && outcome !== "interrupted")
      throw new HoldfastError("HF_REQUEST_INVALID", `run.end: outcome ${String(outcome)}`);
    const hashes = Array.isArray(result) && result.every(isHash) ? result : null;
    const known = typeof pace === "number" && pace >= 0 ? { pace } : {};
    const end: RunEnd = { runId: String(runId), outcome, result: hashes, ...known };
    await runs.end(execId, end, chunks);
    if (!runs.isAtWork(execId)) leases.setPreemptible(execId, false);
    return true;
  },
};

/**
 * Answers a `holdfast_request` of an execution with a `holdfast_reply`; an answer that is a chunk goes ahead of it, as
 * bytes.
 *
 * @param facts.execId on behalf of which execution it asks
 */
export async function replyToKernel(
  kernel: Kernel,
  { message, n, chunks }: Heard,
  {
    answerers,
    execId,
    origin,
  }: { answerers: Answerers; execId: ExecutionId; origin: MessageOrigin },
): Promise<void> {
  const { id, method, params } = message.content as Readonly<Record<string, unknown>>;
  const content: Record<string, Json> = { id: String(id) };
  try {
    const answer = Object.hasOwn(methods, String(method)) ? methods[String(method)] : undefined;
    if (!answer)
      throw new HoldfastError("HF_NOT_FOUND", `This server does not know ${String(method)}`);
    const asked = { execId, params: isObject(params) ? params : {}, chunks };
    const given = await answer(answerers, asked);
    if (given instanceof ChunkAnswer) kernel.sendChunk(given.hash, given.bytes, n);
    content.result = given instanceof ChunkAnswer ? given.hash : given;
  } catch (error) {
    content.problem = { ...toProblem(error) } as Record<string, Json>;
  }
  kernel.send(makeMessage(origin, "shell", "holdfast_reply", content, message.header), n);
}

/** @throws HoldfastError HF_NOT_FOUND */
async function chunkAnswer(
  hash: unknown,
  find: (hash: string) => Promise<Uint8Array | undefined>,
): Promise<ChunkAnswer> {
  const bytes = isHash(hash) ? await find(hash) : undefined;
  if (bytes) return new ChunkAnswer(String(hash), bytes);
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
