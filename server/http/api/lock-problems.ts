import { type LockView, type Progress, problem } from "../../../kernels/protocol/index.ts";
import { problemResponse } from "../core/problems.ts";

/** What a person or a program can do when a lock is taken (docs/locks.md, HTTP). */
export type LockAction = "queue" | "preempt" | "watch" | "cancel";

/** The answer 423: who holds the lock, how far it is, where one would stand in the queue, what can be done. */
export function lockedResponse(
  detail: string,
  lock: LockView,
  facts: { readonly notebook: string | null; readonly progress: readonly Progress[] },
): Response {
  const { holder, waiting } = lock;
  const bar = facts.progress[0];
  const eta = bar?.etaSeconds;
  const actions: LockAction[] = ["queue", "watch", "cancel"];
  if (holder?.isPreemptible) actions.push("preempt");
  const response = problemResponse(problem("HF_LOCK_BUSY", detail), {
    key: lock.key,
    holder: holder && {
      runId: holder.execId,
      user: holder.user,
      notebook: facts.notebook,
      cellId: holder.cellId,
      since: holder.since,
    },
    progress: bar && {
      step: bar.done,
      total: bar.total,
      percent: bar.total ? Math.floor((100 * bar.done) / bar.total) : null,
      stage: bar.note ?? bar.name,
      updatedAt: bar.updatedAt,
      etaSeconds: eta ?? null,
    },
    queue: {
      length: waiting.length,
      positionIfQueued: waiting.length + 1,
      etaSeconds: waiting.length === 0 ? (eta ?? null) : null,
    },
    actions,
    lock,
  });
  response.headers.set("Retry-After", String(Math.max(1, Math.ceil(eta ?? 5))));
  return response;
}
