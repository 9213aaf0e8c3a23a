import type { ExecutionId, RunBegin, RunBegun, RunManifest } from "../../kernels/protocol/index.ts";
import type { Chunks } from "../chunks/arriving-chunks.ts";

/** How a run says that it has ended. */
export interface RunEnd {
  readonly runId: string;
  readonly outcome: "done" | "failed" | "cancelled" | "interrupted";
  /** Chunks of its result, when it can be kept. */
  readonly result: readonly string[] | null;
  /** Of a map: seconds that an item took one thread. */
  readonly pace?: number;
}

/** What the runs of an execution ask of the server. */
export interface RunCalls {
  begin(execId: ExecutionId, begin: RunBegin): Promise<RunBegun>;
  /** @param chunks those that are new in it */
  checkpoint(execId: ExecutionId, manifest: RunManifest, chunks: Chunks): Promise<void>;
  chunk(runId: string, hash: string): Promise<Uint8Array | undefined>;
  /** @param chunks those of its result */
  end(execId: ExecutionId, end: RunEnd, chunks: Chunks): Promise<void>;
  /** Tells whether runs of an execution are at work. */
  isAtWork(execId: ExecutionId): boolean;
  /** What an effect of that key gave, when it was done. */
  effect(runId: string, key: string): Promise<string | undefined>;
  /** An effect is done; durable when it resolves. */
  keepEffect(execId: ExecutionId, runId: string, key: string, value: string): Promise<void>;
}
