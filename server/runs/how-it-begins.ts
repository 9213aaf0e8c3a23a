import type { Execution, ResumeKey, RunBegin } from "../../kernels/protocol/index.ts";
import { type Beginning, beginning } from "./begin-rules.ts";
import type { CheckpointStore } from "./checkpoint-store.ts";
import type { RunNotebook } from "./notebook-runs.ts";
import { resumeKeyOf } from "./resume-key.ts";
import type { RunRecord } from "./run-record.ts";
import { refuseTwins } from "./twins.ts";

/** What is decided of a run before it begins. */
export interface HowItBegins {
  /** The newest run of its name; nothing of it is removed until it is given back. */
  readonly before: RunRecord | undefined;
  readonly key: ResumeKey;
  readonly how: Beginning;
  /** Seconds per item of earlier runs of the same function. */
  readonly paces: readonly number[];
}

/**
 * Decides how a run begins: beside the newest of its name in the same cell.
 *
 * @throws HoldfastError HF_RUN_NAME
 */
export async function howItBegins(
  store: CheckpointStore,
  facts: RunNotebook,
  execution: Execution,
  begin: RunBegin,
): Promise<HowItBegins> {
  const { cellId } = execution;
  const others = await store.ofNotebook(facts.notebookId);
  refuseTwins(others, { cellId, ...begin }, (id) => facts.cellName(id));
  const known = { ...execution, version: facts.version };
  const key = resumeKeyOf(known, facts.prelude(execution), begin);
  const before = await claimed(store, facts.notebookId, cellId, begin.name);
  const asked = execution.anew ? { ...begin, reuseMs: null } : begin;
  const how = beginning(before, key, asked, Date.now());
  return { before, key, how, paces: before?.body === begin.body ? (before.paces ?? []) : [] };
}

/** The current run of a name; nothing of it is removed until it is given back. */
async function claimed(
  store: CheckpointStore,
  notebookId: string,
  cellId: string,
  name: string,
): Promise<RunRecord | undefined> {
  const found = await store.current(notebookId, cellId, name);
  if (!found) return undefined;
  await store.claims.claim(found.runId);
  const record = await store.record(found.runId);
  if (record && record.state !== "expired") return record;
  store.claims.release(found.runId);
  return undefined;
}
