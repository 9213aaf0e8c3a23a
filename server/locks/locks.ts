import { type ExecutionId, HoldfastError, type LockView } from "../../kernels/protocol/index.ts";
import {
  emptyKey,
  enqueue,
  findDeadlock,
  grant,
  inOrder,
  isCurrent,
  type KeyState,
  type LockRequest,
  MAX_QUEUE,
  nextOf,
  release,
  withdraw,
} from "./lock-rules.ts";

/** A granted lock: every write made under it carries its token. */
export interface Lease {
  readonly key: string;
  readonly token: string;
}

/** The two clocks of the authority: monotonic for waiting, the wall's for people (I12). Both in ms. */
export interface LockClock {
  readonly now: () => number;
  readonly wall: () => number;
}

/** Where the next fencing token of a key comes from; durable before it is given (I2). */
export type NextToken = (key: string) => string | Promise<string>;

/**
 * The locks of this server, the embedded driver: one process is the authority, which LevelDB's own lock
 * proves. Leases live in memory and die with it; tokens are durable and only grow.
 */
export class Locks {
  readonly #nextToken: NextToken;
  readonly #clock: LockClock;
  readonly #keys = new Map<string, KeyState>();
  readonly #waiting = new Map<
    string,
    { resolve: (lease: Lease | undefined) => void; reject: (error: unknown) => void }
  >();
  readonly #granting = new Set<string>();
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(
    nextToken: NextToken,
    clock: LockClock = { now: () => performance.now(), wall: Date.now },
  ) {
    this.#nextToken = nextToken;
    this.#clock = clock;
  }

  /**
   * Waits for a key; undefined when the request was withdrawn before it was granted. Requests are served by
   * priority, which age lifts, then in the order of arrival.
   *
   * @throws HoldfastError HF_QUEUE_FULL, HF_LOCK_DEADLOCK
   */
  acquire(key: string, request: LockRequest): Promise<Lease | undefined> {
    const state = this.#state(key);
    if (state.queue.length >= MAX_QUEUE)
      throw new HoldfastError("HF_QUEUE_FULL", `${MAX_QUEUE} requests wait for ${key}`);
    const circle = findDeadlock(this.#keys, request.id, key);
    if (circle)
      throw new HoldfastError(
        "HF_LOCK_DEADLOCK",
        `Waiting for ${key} would never end: its holder waits, over ${circle.join(", ")}, for what this run holds`,
      );
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      this.#set(key, enqueue(state, request, this.#clock.now()));
      void this.#serve(key);
    });
  }

  /** Gives a key back; a stale lease changes nothing. */
  release({ key, token }: Lease): void {
    this.#set(key, release(this.#state(key), token));
    void this.#serve(key);
  }

  /** Takes back a request that waits. */
  withdraw(key: string, id: string): void {
    const before = this.#state(key);
    const after = withdraw(before, id);
    if (after === before) return;
    this.#set(key, after);
    this.#waiting.get(id)?.resolve(undefined);
    this.#waiting.delete(id);
  }

  isCurrent({ key, token }: Lease): boolean {
    return isCurrent(this.#state(key), token);
  }

  view(key: string): LockView {
    const state = this.#state(key);
    const holder = state.holders[0] ?? null;
    return {
      key,
      holder: holder && {
        execId: holder.id as ExecutionId,
        cellId: holder.cellId,
        user: holder.user,
        windowId: holder.windowId,
        since: holder.since,
      },
      waiting: inOrder(state, this.#clock.now()).map(({ id, cellId, user, windowId }, i) => ({
        execId: id as ExecutionId,
        cellId,
        user,
        windowId,
        position: i + 1,
      })),
    };
  }

  /** Calls the listener after each change of a key; gives the function that ends it. */
  onChange(key: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(key);
    };
  }

  #state(key: string): KeyState {
    return this.#keys.get(key) ?? emptyKey();
  }

  #set(key: string, state: KeyState): void {
    if (this.#keys.get(key) === state) return;
    this.#keys.set(key, state);
    for (const listener of this.#listeners.get(key) ?? []) listener();
  }

  /** Grants a free key to the first that waits; the token is durable before the grant. */
  async #serve(key: string): Promise<void> {
    if (this.#granting.has(key) || !nextOf(this.#state(key), this.#clock.now())) return;
    this.#granting.add(key);
    try {
      const next = this.#nextToken(key);
      const token = typeof next === "string" ? next : await next;
      const times = { now: this.#clock.now(), wall: this.#clock.wall() };
      const first = nextOf(this.#state(key), times.now);
      if (!first) return;
      this.#set(key, grant(this.#state(key), token, times));
      this.#waiting.get(first.id)?.resolve({ key, token });
      this.#waiting.delete(first.id);
    } catch (error) {
      this.#refuseAll(key, error);
    } finally {
      this.#granting.delete(key);
    }
    void this.#serve(key);
  }

  /** Without a durable token nobody may hold the key: everybody who waits is told why. */
  #refuseAll(key: string, error: unknown): void {
    for (const { id } of this.#state(key).queue) {
      this.#waiting.get(id)?.reject(error);
      this.#waiting.delete(id);
    }
    this.#set(key, { ...this.#state(key), queue: [] });
  }
}
