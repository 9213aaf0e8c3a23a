import type { LockRequest, PriorityClass } from "../../../server/locks/lock-state.ts";

/** A request of that id, which is its own owner. */
export function request(id: string, priority: PriorityClass = 2, more: Partial<LockRequest> = {}) {
  return {
    id,
    owner: id,
    notebookId: "nb",
    cellId: `cell-${id}`,
    user: "Ana",
    windowId: null,
    priority,
    isPreemptible: false,
    ...more,
  } satisfies LockRequest;
}

/** The n-th token. */
export function token(n: number): string {
  return n.toString(16).padStart(16, "0");
}

/** Both clocks at a time, and a lease of 15 s. */
export function at(now: number): { now: number; wall: number; leaseMs: number } {
  return { now, wall: 1_000_000 + now, leaseMs: 15_000 };
}
