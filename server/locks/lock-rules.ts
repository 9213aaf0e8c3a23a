/** The rules of one lock as functions of (state, command): they decide, the lock manager acts (LOCKS sections 2 and 4). */

/** Who wants a lock, or holds it. */
export interface LockRequest {
  /** Identifies the request: an execution id. */
  readonly id: string;
  readonly cellId: string;
  readonly user: string;
  readonly windowId: string | null;
}

export interface Held extends LockRequest {
  /** The fencing token, 16 hex digits. */
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** One key: who holds it, who waits, the first is next. */
export interface KeyState {
  readonly holder: Held | null;
  readonly queue: readonly LockRequest[];
  /** The newest token that was ever granted on this key. */
  readonly newestToken: string;
}

export const freeKey: KeyState = { holder: null, queue: [], newestToken: "" };

/** Adds a request to the queue; one that waits or holds already changes nothing (I7). */
export function enqueue(state: KeyState, request: LockRequest): KeyState {
  const isThere =
    state.holder?.id === request.id || state.queue.some((waiter) => waiter.id === request.id);
  return isThere ? state : { ...state, queue: [...state.queue, request] };
}

/** The request that a free key would go to. */
export function nextOf(state: KeyState): LockRequest | undefined {
  return state.holder === null ? state.queue[0] : undefined;
}

/**
 * Gives the key to the request that is first.
 *
 * @param token greater than every token of this key before (I2)
 * @throws RangeError when it is not: two holders could not be told apart
 */
export function grant(state: KeyState, token: string, now: number): KeyState {
  const next = nextOf(state);
  if (!next) return state;
  if (token <= state.newestToken)
    throw new RangeError(`token ${token} does not grow beyond ${state.newestToken}`);
  return {
    holder: { ...next, token, since: now },
    queue: state.queue.slice(1),
    newestToken: token,
  };
}

/** Frees the key when the token is its holder's; any other token changes nothing (I5). */
export function release(state: KeyState, token: string): KeyState {
  return state.holder?.token === token ? { ...state, holder: null } : state;
}

/** Takes a waiting request out of the queue. */
export function withdraw(state: KeyState, id: string): KeyState {
  const queue = state.queue.filter((waiter) => waiter.id !== id);
  return queue.length === state.queue.length ? state : { ...state, queue };
}

/** Tells whether a write with this token may be accepted (I3). */
export function isCurrent(state: KeyState, token: string): boolean {
  return state.holder?.token === token && state.newestToken === token;
}
