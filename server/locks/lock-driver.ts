import type { LockView } from "../../kernels/protocol/index.ts";
import type { EndReason, Held, LockRequest, PriorityClass } from "./lock-state.ts";

/** A granted lock: every write made under it carries its token. */
export interface Lease {
  readonly key: string;
  readonly token: string;
}

/** How a holder learns that it has to end, or that it holds no longer. */
export interface Supervisor {
  /** Save, stop and release: at the deadline the lease is void. */
  end(reason: EndReason): void;
  /** The lease is gone; nothing that is written with its token is accepted any more. */
  voided(reason: EndReason | "lease"): void;
}

export interface AcquireOptions {
  /** Wait (default), or fail at once when the key is taken. */
  readonly onBusy?: "queue" | "fail";
  /** How long to wait, in ms; default for ever. */
  readonly timeoutMs?: number;
  readonly supervisor?: Supervisor;
}

/** What is told of a change: for logs, the audit and the records of leases. */
export interface LockChange {
  readonly type: "granted" | "released" | "warned" | "ending" | "voided";
  readonly key: string;
  readonly held: Held;
  readonly reason?: EndReason | "lease";
}

/**
 * One authority for locks: leases with fencing tokens, a queue for each key. The same conformance suite runs
 * against every driver (test/server/locks/conformance.ts); a driver may lose its waiters in a crash, never the
 * growth of its tokens.
 */
export interface LockDriver {
  /**
   * Waits for a key; undefined when the request was withdrawn before it was granted. An owner that holds the key
   * gets the same lease again.
   *
   * @throws HoldfastError HF_QUEUE_FULL, HF_LOCK_DEADLOCK, HF_LOCK_BUSY (onBusy "fail"), HF_LOCK_TIMEOUT
   */
  acquire(key: string, request: LockRequest, options?: AcquireOptions): Promise<Lease | undefined>;
  /** Gives a key back; false for a stale lease, which changes nothing (I5). */
  release(lease: Lease): boolean;
  /** Gives a key back and waits again with the number that the holder came with. */
  requeue(lease: Lease, supervisor?: Supervisor): Promise<Lease | undefined>;
  /** Takes back a request that waits. */
  withdraw(key: string, id: string): boolean;
  /** Lengthens a lease; undefined when it is stale, else what the holder was told meanwhile. */
  renew(
    lease: Lease,
  ): { readonly expiresInMs: number; readonly ending: EndReason | null } | undefined;
  /** Notes a sign of life. */
  sign(lease: Lease): void;
  /** A holder saves checkpoints from now on, or does so no longer. */
  setPreemptible(lease: Lease, isPreemptible: boolean): void;
  /** A holder begins a run of that name: everybody sees so, and that it is a long one. */
  begins(lease: Lease, run: string): void;
  /** Tells the holder of a key to end; false when nobody holds it. */
  end(key: string, reason: EndReason): boolean;
  /** Tells whether a write under this lease may be accepted (I3). */
  isCurrent(lease: Lease): boolean;
  setPriority(key: string, id: string, priority: PriorityClass): boolean;
  /** Puts a waiting request before another, or behind all. */
  moveBefore(key: string, id: string, before: string | null): boolean;
  /** The window of a holder may leave: it does not belong to a window any more. */
  background(key: string, owner: string): boolean;
  view(key: string): LockView;
  /** Keys that are held or waited for. */
  keys(): readonly string[];
  /** Calls the listener after each change of a key, or of any; gives the function that ends it. */
  onChange(key: string | null, listener: (key: string) => void): () => void;
  /** Listens to grants, releases and ends. */
  onEvent(listener: (change: LockChange) => void): () => void;
  close(): void;
}
