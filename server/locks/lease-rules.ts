import type { EndReason, Held, KeyState, LeaseTimes } from "./lock-state.ts";
import { inOrder, nextOf } from "./queue-rules.ts";

/** A holder that was preempted so often keeps the key until it ends. */
const MAX_PREEMPTIONS = 2;

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
  times: { readonly now: number; readonly wall: number; readonly leaseMs: number },
): KeyState {
  const next = nextOf(state, times.now);
  if (!next) return state;
  if (token <= state.newestToken)
    throw new RangeError(`token ${token} does not grow beyond ${state.newestToken}`);
  const held: Held = {
    ...next,
    token,
    since: times.wall,
    leaseUntil: times.now + times.leaseMs,
    lastSign: times.now,
    run: null,
    isWarned: false,
    ending: null,
  };
  return {
    ...state,
    holders: [...state.holders, held],
    queue: state.queue.filter(({ id }) => id !== next.id),
    newestToken: token,
  };
}

/** Frees the place whose token this is; any other token changes nothing (I5). */
export function release(state: KeyState, token: string): KeyState {
  const holders = state.holders.filter((held) => held.token !== token);
  return holders.length === state.holders.length ? state : { ...state, holders };
}

/** Frees the place and lets its holder wait again, with the number that it came with. */
export function requeue(state: KeyState, token: string): KeyState {
  const held = state.holders.find((holder) => holder.token === token);
  if (!held) return state;
  const { token: _, since, leaseUntil, lastSign, run, isWarned, ending, ...request } = held;
  const waiting = { ...request, preemptions: held.preemptions + 1 };
  return { ...release(state, token), queue: [...state.queue, waiting] };
}

/** Tells whether a write with this token may be accepted: its holder holds (I3). */
export function isCurrent(state: KeyState, token: string): boolean {
  return state.holders.some((held) => held.token === token);
}

/** Lengthens the lease of a holder; a stale token changes nothing (I5). */
export function renew(state: KeyState, token: string, now: number, leaseMs: number): KeyState {
  return change(state, token, (held) => ({ ...held, leaseUntil: now + leaseMs }));
}

/** Time in which nothing could be renewed counts for no holder. */
export function forgive(state: KeyState, ms: number): KeyState {
  const holders = state.holders.map((held) => ({
    ...held,
    leaseUntil: held.leaseUntil + ms,
    lastSign: held.lastSign + ms,
  }));
  return { ...state, holders };
}

/** Notes a sign of life of a holder. */
export function sign(state: KeyState, token: string, now: number): KeyState {
  return change(state, token, (held) => ({ ...held, lastSign: now, isWarned: false }));
}

/**
 * Notes whether a holder saves checkpoints, so that something urgent may take its place. One that does so no longer has
 * not to give way any more, also when it was told to: at the deadline it would lose what it has done since.
 */
export function preemptible(state: KeyState, token: string, isPreemptible: boolean): KeyState {
  return change(state, token, (held) => {
    const isExcused = !isPreemptible && held.ending?.reason === "preempt";
    return { ...held, isPreemptible, ending: isExcused ? null : held.ending };
  });
}

/** Notes the run that a holder begins: it is a long one from here on, however short it was so far. */
export function begun(state: KeyState, token: string, run: string): KeyState {
  return change(state, token, (held) => ({ ...held, run }));
}

/** Tells a holder to end, once: what it was told first counts. */
export function end(state: KeyState, token: string, reason: EndReason, deadline: number): KeyState {
  return change(state, token, (held) =>
    held.ending === null ? { ...held, ending: { reason, deadline } } : held,
  );
}

/**
 * The holder that has to make room for the request that is first: an urgent one may preempt a normal one that
 * saves checkpoints and was not preempted too often (docs/locks.md, queue).
 */
export function toPreempt(state: KeyState, now: number): Held | undefined {
  if (state.holders.length < state.capacity) return undefined;
  if (inOrder(state, now)[0]?.priority !== 0) return undefined;
  if (state.holders.some(({ ending }) => ending !== null)) return undefined;
  return state.holders.findLast(
    (held) => held.priority === 2 && held.isPreemptible && held.preemptions < MAX_PREEMPTIONS,
  );
}

/** What a sweep found. */
export interface Sweep {
  readonly state: KeyState;
  /** They hold no longer: their lease ran out, or they did not end in time. */
  readonly voided: readonly { readonly held: Held; readonly reason: EndReason | "lease" }[];
  /** They have to end now: no sign of life for too long. */
  readonly stalled: readonly Held[];
  /** They have been silent for long. */
  readonly warned: readonly Held[];
}

/** Looks for holders that are gone, that do not end, and that are silent (LOCKS section 2). */
export function sweep(state: KeyState, now: number, times: LeaseTimes): Sweep {
  const voided: { held: Held; reason: EndReason | "lease" }[] = [];
  const stalled: Held[] = [];
  const warned: Held[] = [];
  const holders: Held[] = [];
  for (const held of state.holders) {
    const silent = now - held.lastSign;
    if (now >= held.leaseUntil) voided.push({ held, reason: "lease" });
    else if (held.ending && now >= held.ending.deadline)
      voided.push({ held, reason: held.ending.reason });
    else if (!held.ending && silent >= times.stallMs) {
      const ending = { reason: "stall", deadline: now + times.graceMs } as const;
      stalled.push({ ...held, ending });
      holders.push({ ...held, ending });
    } else if (!held.ending && !held.isWarned && silent >= times.warnMs) {
      warned.push(held);
      holders.push({ ...held, isWarned: true });
    } else holders.push(held);
  }
  const isSame = voided.length + stalled.length + warned.length === 0;
  return { state: isSame ? state : { ...state, holders }, voided, stalled, warned };
}

function change(state: KeyState, token: string, to: (held: Held) => Held): KeyState {
  if (!isCurrent(state, token)) return state;
  return {
    ...state,
    holders: state.holders.map((held) => (held.token === token ? to(held) : held)),
  };
}
