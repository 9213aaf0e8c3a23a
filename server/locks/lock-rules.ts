/** The rules of one lock as functions of (state, command, now): they decide, the lock manager acts (LOCKS sections 2 to 4). */

/** How urgent a request is: 0 urgent, 1 high, 2 normal. */
export type PriorityClass = 0 | 1 | 2;

export const priorityClass = { urgent: 0, high: 1, normal: 2 } as const satisfies Record<
  string,
  PriorityClass
>;

/** A waiter moves up one class each time it has waited so long, so that nobody starves (I9). */
export const AGEING_MS = 60_000;

/** The most that may wait for one key (LOCKS section 2). */
export const MAX_QUEUE = 10_000;

/** Who wants a lock, or holds it. */
export interface LockRequest {
  /** Identifies the request: an execution id. */
  readonly id: string;
  readonly cellId: string;
  readonly user: string;
  readonly windowId: string | null;
  readonly priority: PriorityClass;
}

export interface Waiting extends LockRequest {
  /** Its place in the order of arrival. */
  readonly n: number;
  /** When it began to wait, on the monotonic clock, ms. */
  readonly from: number;
}

export interface Held extends Waiting {
  /** The fencing token, 16 hex digits. */
  readonly token: string;
  /** Milliseconds since the epoch, for people. */
  readonly since: number;
}

/** One key: who holds it and who waits, in the order of arrival. */
export interface KeyState {
  /** How many may hold it at a time: 1, or the server's slots. */
  readonly capacity: number;
  readonly holders: readonly Held[];
  readonly queue: readonly Waiting[];
  /** The newest token that was ever granted on this key. */
  readonly newestToken: string;
  /** The n of the next request. */
  readonly next: number;
}

export function emptyKey(capacity = 1): KeyState {
  return { capacity, holders: [], queue: [], newestToken: "", next: 1 };
}

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
    queue: [...state.queue, { ...request, n: state.next, from: now }],
    next: state.next + 1,
  };
}

/** The request that a free place would go to. */
export function nextOf(state: KeyState, now: number): Waiting | undefined {
  return state.holders.length < state.capacity ? inOrder(state, now)[0] : undefined;
}

/**
 * Gives a free place to the request that is first.
 *
 * @param token greater than every token of this key before (I2)
 * @param times.wall milliseconds since the epoch
 * @throws RangeError when the token does not grow: two holders could not be told apart
 */
export function grant(
  state: KeyState,
  token: string,
  times: { readonly now: number; readonly wall: number },
): KeyState {
  const next = nextOf(state, times.now);
  if (!next) return state;
  if (token <= state.newestToken)
    throw new RangeError(`token ${token} does not grow beyond ${state.newestToken}`);
  return {
    ...state,
    holders: [...state.holders, { ...next, token, since: times.wall }],
    queue: state.queue.filter(({ id }) => id !== next.id),
    newestToken: token,
  };
}

/** Frees the place whose token this is; any other token changes nothing (I5). */
export function release(state: KeyState, token: string): KeyState {
  const holders = state.holders.filter((held) => held.token !== token);
  return holders.length === state.holders.length ? state : { ...state, holders };
}

/** Takes a waiting request out of the queue. */
export function withdraw(state: KeyState, id: string): KeyState {
  const queue = state.queue.filter((waiting) => waiting.id !== id);
  return queue.length === state.queue.length ? state : { ...state, queue };
}

/** Tells whether a write with this token may be accepted: its holder holds (I3). */
export function isCurrent(state: KeyState, token: string): boolean {
  return state.holders.some((held) => held.token === token);
}

/**
 * Finds the circle that a wait would close: the request's owner waits for a key, whose holders wait for keys,
 * … of which one is held by the owner itself.
 *
 * @param owner holds `held` keys and wants `key`; holders and waiters are known by their request ids
 * @returns the keys on the circle, the wanted one first; undefined when there is none
 */
export function findDeadlock(
  keys: ReadonlyMap<string, KeyState>,
  owner: string,
  key: string,
): readonly string[] | undefined {
  const waitsFor = new Map<string, string[]>();
  for (const [name, state] of keys)
    for (const { id } of state.queue) waitsFor.set(id, [...(waitsFor.get(id) ?? []), name]);
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(name)) return undefined;
    const state = keys.get(name);
    // A key with a free place makes nobody wait.
    if (!state || state.holders.length < state.capacity) return undefined;
    for (const { id } of state.holders) {
      if (id === owner) return [...path, name];
      for (const next of waitsFor.get(id) ?? []) {
        const circle = visit(next, [...path, name]);
        if (circle) return circle;
      }
    }
    return undefined;
  };
  return visit(key, []);
}
