import type { KeyState, LockRequest, PriorityClass, Waiting } from "./lock-state.ts";

/** A waiter moves up one class each time it has waited so long, so that nobody starves (I9). */
export const AGEING_MS = 60_000;

/** The most that may wait for one key (docs/locks.md, queue). */
export const MAX_QUEUE = 10_000;

/** The class that counts now: age has lifted it (I9). Time is monotonic: a change of the wall clock changes nothing (I12). */
export function effectiveClass(waiting: Waiting, now: number): number {
  return Math.max(0, waiting.priority - Math.max(0, Math.floor((now - waiting.from) / AGEING_MS)));
}

/** Who waits, the next first: by effective class, then by arrival (I8). */
export function inOrder(state: KeyState, now: number): readonly Waiting[] {
  return state.queue.toSorted(
    (a, b) => effectiveClass(a, now) - effectiveClass(b, now) || a.n - b.n,
  );
}

/** Adds a request to the queue; one that waits or holds already changes nothing (I7). */
export function enqueue(state: KeyState, request: LockRequest, now: number): KeyState {
  const isThere = [...state.holders, ...state.queue].some(({ id }) => id === request.id);
  if (isThere) return state;
  return {
    ...state,
    queue: [...state.queue, { ...request, n: state.next, from: now, preemptions: 0 }],
    next: state.next + 1,
  };
}

/** Takes a waiting request out of the queue. */
export function withdraw(state: KeyState, id: string): KeyState {
  const queue = state.queue.filter((waiting) => waiting.id !== id);
  return queue.length === state.queue.length ? state : { ...state, queue };
}

/** The request that a free place would go to. */
export function nextOf(state: KeyState, now: number): Waiting | undefined {
  return state.holders.length < state.capacity ? inOrder(state, now)[0] : undefined;
}

/** Gives a waiting request another class; it begins to age anew. */
export function setPriority(
  state: KeyState,
  id: string,
  priority: PriorityClass,
  now: number,
): KeyState {
  const found = state.queue.find((waiting) => waiting.id === id);
  if (!found || found.priority === priority) return state;
  const queue = state.queue.map((waiting) =>
    waiting === found ? { ...waiting, priority, from: now } : waiting,
  );
  return { ...state, queue };
}

/**
 * Puts a waiting request before another, or behind all (`before` null). It takes over class and age of its new
 * neighbour, so the place lasts.
 */
export function moveBefore(
  state: KeyState,
  id: string,
  before: string | null,
  now: number,
): KeyState {
  const order = inOrder(state, now);
  const moved = order.find((waiting) => waiting.id === id);
  const others = order.filter((waiting) => waiting.id !== id);
  const at =
    before === null ? others.length : others.findIndex(({ id: other }) => other === before);
  const neighbour = others[at] ?? others.at(-1);
  if (!moved || !neighbour || at < 0) return state;
  const { priority, from } = neighbour;
  const next = others.toSpliced(at, 0, { ...moved, priority, from });
  const places = order.map(({ n }) => n).sort((a, b) => a - b);
  return { ...state, queue: next.map((waiting, i) => ({ ...waiting, n: places[i]! })) };
}
