import { encodeBytes, encodeRecord } from "./record.ts";

export interface BatchPut {
  readonly type: "put";
  readonly key: string;
  /** JSON. */
  readonly value: unknown;
  /** The value as `encodeRecord` made it: large ones are made bit by bit, before the batch. */
  readonly record?: string;
}
/** Bytes, which are written as they are. */
export interface BatchBytes {
  readonly type: "put";
  readonly key: string;
  readonly bytes: Uint8Array;
}
export interface BatchDelete {
  readonly type: "del";
  readonly key: string;
}
export type BatchOp = BatchPut | BatchBytes | BatchDelete;

/** What LevelDB writes. */
export type LevelOp =
  | { type: "put"; key: string; value: string }
  | { type: "put"; key: string; value: Uint8Array; valueEncoding: "view" }
  | { type: "del"; key: string };
export function toLevelOp(op: BatchOp): LevelOp {
  if (op.type === "del") return { type: "del", key: op.key };
  const { key } = op;
  if ("bytes" in op)
    return { type: "put", key, value: encodeBytes(key, op.bytes), valueEncoding: "view" };
  return { type: "put", key, value: op.record ?? encodeRecord(key, op.value) };
}
