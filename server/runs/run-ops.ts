import { chunkKey, runKey } from "../store/keys.ts";
import type { BatchOp } from "../store/store.ts";
import type { RunRecord } from "./run-record.ts";

/** Writes what is known of a run. */
export function put(record: RunRecord): BatchOp {
  return { type: "put", key: runKey(record.runId), value: record };
}

export function putChunk(runId: string, hash: string, bytes: Uint8Array): BatchOp {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  return { type: "put", key: chunkKey(runId, hash), value: text };
}

export function del(key: string): BatchOp {
  return { type: "del", key };
}

/** Bytes of chunks. */
export function sum(sizes: readonly (readonly [hash: string, bytes: number])[]): number {
  return sizes.reduce((total, [, bytes]) => total + bytes, 0);
}
