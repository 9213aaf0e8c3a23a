import { randomBytes } from "node:crypto";
import type { ResumeKey, RunBegin, RunState } from "../../kernels/protocol/index.ts";

/** What `r/<runId>` holds. */
export interface RunRecord {
  readonly runId: string;
  readonly notebookId: string;
  readonly cellId: string;
  readonly name: string;
  /** Hash of the text of its function. */
  readonly body: string;
  readonly key: ResumeKey;
  readonly state: RunState;
  /** Executions that worked on it, the newest last. */
  readonly attempts: readonly string[];
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly updatedAt: number;
  /** The newest checkpoint; 0 = none. */
  readonly seq: number;
  readonly step: number;
  readonly total: number | null;
  /** Chunks of the result of a finished run, when it could be kept. */
  readonly result: readonly string[] | null;
  /** The finished run whose result stays until this one has succeeded. */
  readonly replaces?: string;
  /** Seconds per item of this and earlier runs of the same function, the newest last. */
  readonly paces?: readonly number[];
  /** Of a map: how many items its sample has. What it did is kept when it is done, for a larger one. */
  readonly map?: { readonly items: number; readonly all?: number };
  /** It acted on the world outside: it is not repeated silently. */
  readonly hasEffects?: true;
  /** Bytes of its chunks in the store. */
  readonly bytes?: number;
  /** Set when its checkpoints or result were removed. */
  readonly removed?: { readonly at: number; readonly why: RemovalReason };
}

/** Why the checkpoints of a run were removed: too old, no space, a person wanted it, none was undamaged. */
export type RemovalReason = "age" | "space" | "cleared" | "damaged";

/** A run that begins. */
export function newRecord(
  facts: Pick<RunRecord, "notebookId" | "cellId" | "key" | "by" | "paces" | "replaces"> & {
    readonly execId: string;
    readonly at: number;
  },
  { name, body, total, map }: RunBegin,
): RunRecord {
  const { execId, at, ...rest } = facts;
  return {
    runId: randomBytes(10).toString("hex"),
    ...rest,
    name,
    body,
    state: "running",
    attempts: [execId],
    startedAt: at,
    updatedAt: at,
    seq: 0,
    step: 0,
    total,
    result: null,
    ...(map && { map: { items: map.items, all: map.all } }),
  };
}

/** Names of the parts in which two resume keys differ. */
export function differences(a: ResumeKey, b: ResumeKey): string[] {
  const names = Object.keys(a) as (keyof ResumeKey)[];
  return names.filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
}

/** Tells whether a run ended before its end, so that it can go on. */
export function isUnfinished(state: RunState): state is "failed" | "cancelled" | "interrupted" {
  return state === "failed" || state === "cancelled" || state === "interrupted";
}
