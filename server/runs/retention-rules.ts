import { isUnfinished, type RemovalReason, type RunRecord } from "./run-record.ts";

/** How long and how much is kept of runs that nobody works on. */
export interface RetentionRules {
  /** Checkpoints of unfinished runs are kept so long, ms. */
  readonly maxAgeMs: number;
  /** Chunks of all runs of this store may have so many bytes. */
  readonly maxBytes: number;
}

/** Who goes first when there is no space; results of finished runs and what a crash interrupted go last. */
const ORDER: readonly RunRecord["state"][] = [
  "cancelled",
  "failed",
  "superseded",
  "done",
  "interrupted",
  "running",
];

export interface Removal {
  readonly record: RunRecord;
  readonly why: RemovalReason;
}

/**
 * Which runs lose their checkpoints or result: those that are too old, then, while all have too many bytes, the oldest
 * cancelled ones, the failed, those that were put aside.
 *
 * @param records every run
 * @param isNeeded tells whether a cell works on a run or waits for it: it stays, but its bytes count
 */
export function toRemove(
  records: readonly RunRecord[],
  rules: RetentionRules,
  facts: { readonly now: number; readonly isNeeded: (record: RunRecord) => boolean },
): Removal[] {
  const { now, isNeeded } = facts;
  const kept = records.filter(({ state }) => state !== "expired");
  const free = kept.filter((record) => !isNeeded(record)).sort(byOrder);
  const old = free.filter(
    ({ state, updatedAt }) => ages(state) && now - updatedAt > rules.maxAgeMs,
  );
  const removals = old.map((record): Removal => ({ record, why: "age" }));
  let bytes = bytesOf(kept) - bytesOf(old);
  for (const record of free) {
    if (bytes <= rules.maxBytes) break;
    if (old.includes(record) || bytesOf([record]) === 0) continue;
    removals.push({ record, why: "space" });
    bytes -= bytesOf([record]);
  }
  return removals;
}

export function bytesOf(records: readonly RunRecord[]): number {
  return records.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
}

/** A run that says "running" and is not needed was left by a server that was killed. */
function ages(state: RunRecord["state"]): boolean {
  return isUnfinished(state) || state === "superseded" || state === "running";
}

function byOrder(a: RunRecord, b: RunRecord): number {
  return ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.updatedAt - b.updatedAt;
}
