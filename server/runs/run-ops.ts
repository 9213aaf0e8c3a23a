import type { BatchOp } from "../store/batch.ts";
import { runKey } from "../store/keys.ts";
import type { RunRecord } from "./run-record.ts";

/** Writes what is known of a run. */
export function put(record: RunRecord): BatchOp {
  return { type: "put", key: runKey(record.runId), value: record };
}

export function del(key: string): BatchOp {
  return { type: "del", key };
}
