/** The state of one lock key as plain data: the rules decide on it, a driver keeps it (docs/locks.md). */

/** How urgent a request is: 0 urgent, 1 high, 2 normal. */
export type PriorityClass = 0 | 1 | 2;

export const priorityClass = { urgent: 0, high: 1, normal: 2 } as const satisfies Record<
  string,
  PriorityClass
>;
export type PriorityName = keyof typeof priorityClass;

/** The word for a class. */
export function priorityName(priority: PriorityClass): PriorityName {
  return (["urgent", "high", "normal"] as const)[priority];
}

/** Who wants a lock, or holds it. */
export interface LockRequest {
  /** Identifies the request: one that comes again is the same one (I7). */
  readonly id: string;
  /** Who would wait or hold: an execution id. One owner may want several keys; the deadlock check goes by it. */
  readonly owner: string;
  /** The notebook of the owner, or null for a program outside. */
  readonly notebookId: string | null;
  readonly cellId: string | null;
  readonly user: string;
  readonly windowId: string | null;
  readonly priority: PriorityClass;
  /** It saves checkpoints, so something urgent may take its place for a while. */
  readonly isPreemptible: boolean;
}

export interface Waiting extends LockRequest {
  /** Its place in the order of arrival. */
  readonly n: number;
  /** When it began to wait, on the monotonic clock, ms. */
  readonly from: number;
  /** How often it had to give the key up. */
  readonly preemptions: number;
}

/** Why a holder has to end. */
export type EndReason = "preempt" | "stall" | "force";

export interface Held extends Waiting {
  /** The fencing token, 16 hex digits. */
  readonly token: string;
  /** Milliseconds since the epoch, for people. */
  readonly since: number;
  /** Without a renewal it is void from here on; monotonic, ms. */
  readonly leaseUntil: number;
  /** When it last showed a sign of life; monotonic, ms. */
  readonly lastSign: number;
  /** The name of the run that it began last; null when it began none. */
  readonly run: string | null;
  /** The silence was told. */
  readonly isWarned: boolean;
  /** It was told to end; at the deadline (monotonic, ms) it is void. */
  readonly ending: { readonly reason: EndReason; readonly deadline: number } | null;
}

/** One key: who holds it and who waits. */
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

/** The spans that leases go by, in ms. */
export interface LeaseTimes {
  /** Without a renewal a lease is void after so long. */
  readonly leaseMs: number;
  /** Without a sign of life a holder is cleared after so long. */
  readonly stallMs: number;
  /** … and warned about after so long. */
  readonly warnMs: number;
  /** So long may a holder take that was told to end. */
  readonly graceMs: number;
}

export const leaseTimes: LeaseTimes = {
  leaseMs: 15_000,
  stallMs: 30 * 60_000,
  warnMs: 24 * 60_000,
  graceMs: 10_000,
};
