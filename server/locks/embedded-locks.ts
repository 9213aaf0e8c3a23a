import { HoldfastError, type LockView } from "../../kernels/protocol/index.ts";
import { type OnFault, owned } from "../base/faults.ts";
import { findDeadlock } from "./deadlock.ts";
import type { EmbeddedOptions, LockClock, NextToken } from "./embedded-options.ts";
import {
  begun,
  end,
  forgive,
  grant,
  isCurrent,
  preemptible,
  release,
  renew,
  requeue,
  sign,
  sweep,
  toPreempt,
} from "./lease-rules.ts";
import type { AcquireOptions, Lease, LockChange, LockDriver, Supervisor } from "./lock-driver.ts";
import { busyError } from "./lock-errors.ts";
import { LockListeners } from "./lock-listeners.ts";
import {
  type EndReason,
  emptyKey,
  type Held,
  type KeyState,
  type LeaseTimes,
  type LockRequest,
  leaseTimes,
  type PriorityClass,
} from "./lock-state.ts";
import { viewOf } from "./lock-view.ts";
import { enqueue, MAX_QUEUE, moveBefore, nextOf, setPriority, withdraw } from "./queue-rules.ts";
import { Waiters } from "./waiters.ts";

/**
 * The locks of this server: one process is the authority, which LevelDB's own lock proves. Leases live in memory
 * and die with it; tokens are durable and only grow.
 */
export class EmbeddedLocks implements LockDriver {
  readonly #nextToken: NextToken;
  readonly #clock: LockClock;
  readonly #times: LeaseTimes;
  readonly #capacityOf: (key: string) => number;
  readonly #keys = new Map<string, KeyState>();
  readonly #waiters = new Waiters();
  readonly #supervisors = new Map<string, Supervisor>();
  readonly #granting = new Set<string>();
  readonly #listeners: LockListeners;
  readonly #onFault: OnFault;

  constructor(nextToken: NextToken, options: EmbeddedOptions) {
    this.#nextToken = nextToken;
    this.#clock = options.clock ?? { now: () => performance.now(), wall: Date.now };
    this.#times = { ...leaseTimes, ...options.times };
    this.#capacityOf = options.capacityOf ?? (() => 1);
    this.#onFault = options.onFault;
    this.#listeners = new LockListeners(options.onFault);
  }

  async acquire(
    key: string,
    request: LockRequest,
    options: AcquireOptions = {},
  ): Promise<Lease | undefined> {
    const state = this.#state(key);
    const held = state.holders.find(({ owner }) => owner === request.owner);
    if (held) return { key, token: held.token };
    if (options.onBusy === "fail" && state.holders.length >= state.capacity)
      throw busyError("HF_LOCK_BUSY", this.view(key));
    if (state.queue.length >= MAX_QUEUE)
      throw new HoldfastError("HF_QUEUE_FULL", `${MAX_QUEUE} requests wait for ${key}`);
    const circle = findDeadlock(this.#keys, request.owner, key);
    if (circle)
      throw new HoldfastError(
        "HF_LOCK_DEADLOCK",
        `Waiting for ${key} would never end: its holder waits, over ${circle.join(", ")}, for what this run holds`,
      );
    this.#set(key, enqueue(state, request, this.#clock.now()));
    return this.#wait(key, request.id, options);
  }

  release({ key, token }: Lease): boolean {
    const held = this.#state(key).holders.find((holder) => holder.token === token);
    if (!held) return false;
    this.#supervisors.delete(token);
    this.#set(key, release(this.#state(key), token));
    this.#tell({ type: "released", key, held });
    this.#serve(key).catch(this.#onFault);
    return true;
  }

  async requeue({ key, token }: Lease, supervisor?: Supervisor): Promise<Lease | undefined> {
    const held = this.#state(key).holders.find((holder) => holder.token === token);
    if (!held) return undefined;
    this.#supervisors.delete(token);
    this.#set(key, requeue(this.#state(key), token));
    this.#tell({ type: "released", key, held });
    return this.#wait(key, held.id, { ...(supervisor && { supervisor }) });
  }

  withdraw(key: string, id: string): boolean {
    const before = this.#state(key);
    const after = withdraw(before, id);
    if (after === before) return false;
    this.#set(key, after);
    this.#waiters.withdraw(key, id);
    return true;
  }

  renew(lease: Lease): { expiresInMs: number; ending: EndReason | null } | undefined {
    const { key, token } = lease;
    if (!this.isCurrent(lease)) return undefined;
    const { leaseMs } = this.#times;
    this.#put(key, renew(this.#state(key), token, this.#clock.now(), leaseMs));
    const held = this.#state(key).holders.find((holder) => holder.token === token);
    return { expiresInMs: leaseMs, ending: held?.ending?.reason ?? null };
  }

  sign({ key, token }: Lease): void {
    this.#put(key, sign(this.#state(key), token, this.#clock.now()));
  }

  setPreemptible({ key, token }: Lease, isPreemptible: boolean): void {
    this.#set(key, preemptible(this.#state(key), token, isPreemptible));
    this.#serve(key).catch(this.#onFault);
  }

  begins({ key, token }: Lease, run: string): void {
    this.#set(key, begun(this.#state(key), token, run));
  }

  end(key: string, reason: EndReason): boolean {
    const [held] = this.#state(key).holders;
    if (!held) return false;
    this.#end(key, held, reason);
    return true;
  }

  isCurrent({ key, token }: Lease): boolean {
    return isCurrent(this.#state(key), token);
  }

  setPriority(key: string, id: string, priority: PriorityClass): boolean {
    return this.#reorder(key, (state, now) => setPriority(state, id, priority, now));
  }

  moveBefore(key: string, id: string, before: string | null): boolean {
    return this.#reorder(key, (state, now) => moveBefore(state, id, before, now));
  }

  background(key: string, owner: string): boolean {
    const state = this.#state(key);
    if (!state.holders.some((held) => held.owner === owner)) return false;
    const holders = state.holders.map((held) =>
      held.owner === owner ? { ...held, windowId: null } : held,
    );
    this.#set(key, { ...state, holders });
    return true;
  }

  view(key: string): LockView {
    return viewOf(key, this.#state(key), this.#clock.now());
  }

  keys(): readonly string[] {
    return [...this.#keys]
      .filter(([, { holders, queue }]) => holders.length + queue.length > 0)
      .map(([key]) => key);
  }

  onChange(key: string | null, listener: (key: string) => void): () => void {
    return this.#listeners.onChange(key, listener);
  }

  onEvent(listener: (change: LockChange) => void): () => void {
    return this.#listeners.onEvent(listener);
  }

  /** Looks for holders that are gone, silent or late; `Sweeper` calls it every second. */
  sweep(): void {
    const now = this.#clock.now();
    for (const [key, before] of this.#keys) {
      const { state, voided, stalled, warned } = sweep(before, now, this.#times);
      this.#set(key, state);
      for (const held of warned) this.#tell({ type: "warned", key, held });
      for (const held of stalled) {
        this.#tell({ type: "ending", key, held, reason: "stall" });
        this.#supervisors.get(held.token)?.end("stall");
      }
      for (const { held, reason } of voided) {
        this.#tell({ type: "voided", key, held, reason });
        this.#supervisors.get(held.token)?.voided(reason);
        this.#supervisors.delete(held.token);
      }
      this.#serve(key).catch(this.#onFault);
    }
  }

  /** Time in which nothing could be renewed, because this process itself stood still, counts for nobody. */
  forgive(ms: number): void {
    for (const [key, state] of this.#keys) this.#put(key, forgive(state, ms));
  }

  close(): void {
    this.#listeners.clear();
  }

  #wait(key: string, id: string, options: AcquireOptions): Promise<Lease | undefined> {
    const waiting = this.#waiters.add(key, id, options.supervisor);
    if (options.timeoutMs === undefined) {
      this.#serve(key).catch(this.#onFault);
      return waiting;
    }
    const giveUp = owned(this.#onFault, () => {
      const view = this.view(key);
      const after = withdraw(this.#state(key), id);
      this.#waiters.reject(key, id, busyError("HF_LOCK_TIMEOUT", view));
      this.#set(key, after);
    });
    const timer = setTimeout(giveUp, options.timeoutMs);
    this.#serve(key).catch(this.#onFault);
    return waiting.finally(() => clearTimeout(timer));
  }

  #reorder(key: string, to: (state: KeyState, now: number) => KeyState): boolean {
    const before = this.#state(key);
    const after = to(before, this.#clock.now());
    this.#set(key, after);
    this.#serve(key).catch(this.#onFault);
    return after !== before;
  }

  #end(key: string, held: Held, reason: EndReason): void {
    const deadline = this.#clock.now() + this.#times.graceMs;
    const after = end(this.#state(key), held.token, reason, deadline);
    this.#set(key, after);
    this.#tell({ type: "ending", key, held, reason });
    this.#supervisors.get(held.token)?.end(reason);
  }

  #state(key: string): KeyState {
    return this.#keys.get(key) ?? emptyKey(this.#capacityOf(key));
  }

  /** Keeps a state that nobody has to be told of. */
  #put(key: string, state: KeyState): void {
    if (this.#keys.has(key)) this.#keys.set(key, state);
  }

  #set(key: string, state: KeyState): void {
    if (this.#keys.get(key) === state) return;
    this.#keys.set(key, state);
    this.#listeners.changed(key);
  }

  #tell(change: LockChange): void {
    this.#listeners.tell(change);
  }

  /** Grants free places to the first that wait; a token is durable before its grant. */
  async #serve(key: string): Promise<void> {
    const now = this.#clock.now();
    const inTheWay = toPreempt(this.#state(key), now);
    if (inTheWay) this.#end(key, inTheWay, "preempt");
    if (this.#granting.has(key) || !nextOf(this.#state(key), now)) return;
    this.#granting.add(key);
    try {
      const next = this.#nextToken(key);
      const token = typeof next === "string" ? next : await next;
      this.#grant(key, token);
    } catch (error) {
      // Without a durable token nobody may hold the key: everybody who waits is told why.
      for (const { id } of this.#state(key).queue) this.#waiters.reject(key, id, error);
      this.#set(key, { ...this.#state(key), queue: [] });
    } finally {
      this.#granting.delete(key);
    }
    this.#serve(key).catch(this.#onFault);
  }

  #grant(key: string, token: string): void {
    const times = {
      now: this.#clock.now(),
      wall: this.#clock.wall(),
      leaseMs: this.#times.leaseMs,
    };
    const first = nextOf(this.#state(key), times.now);
    if (!first) return;
    this.#set(key, grant(this.#state(key), token, times));
    const held = this.#state(key).holders.at(-1)!;
    const supervisor = this.#waiters.supervisorOf(key, first.id);
    if (supervisor) this.#supervisors.set(token, supervisor);
    this.#tell({ type: "granted", key, held });
    this.#waiters.grant({ key, token }, first.id);
  }
}
