import type { Execution, ExecutionId } from "../../../kernels/protocol/index.ts";
import { owned } from "../../base/faults.ts";
import type { Lease, LockDriver, Supervisor } from "../../locks/lock-driver.ts";
import { type EndReason, type LockRequest, priorityClass } from "../../locks/lock-state.ts";

/** So much CPU time of the cell is a sign of life, in ms, when it is not less than this share of the time. */
const SIGN_CPU_MS = 1_000;
const SIGN_CPU_SHARE = 0.02;
/** Signs of life are noted at most this often, in ms. */
const SIGN_EVERY_MS = 1_000;
/** How often a lease is renewed while its kernel starts, in ms. */
const RENEW_MS = 5_000;

/** What the leases tell whoever runs the executions. */
export interface LeaseEvents {
  /** An execution has to end. */
  end(execId: ExecutionId, reason: EndReason): void;
  /** The lease of an execution is gone: its kernel gave no heartbeat, or it did not end in time. */
  voided(execId: ExecutionId, reason: EndReason | "lease"): void;
  onFault(error: unknown): void;
}

/** An execution's leases: of the kernel, and of what the cell locked by name, with how often it did. */
interface Owned {
  kernel: Lease | undefined;
  readonly named: Map<string, { lease: Lease; holds: number }>;
  readonly request: LockRequest;
}

/** The leases of one notebook's executions. Whatever way an execution ends, `release` gives all of them back (I6). */
export class ExecutionLeases {
  /** The key of the notebook's kernel. */
  readonly key: string;
  readonly #locks: LockDriver;
  readonly #notebookId: string;
  readonly #events: LeaseEvents;
  readonly #now: () => number;
  readonly #owned = new Map<ExecutionId, Owned>();
  /** CPU time at the last sign of life, or when the execution began; and the newest that was told. */
  #cpu = { ms: 0, at: 0 };
  #newestCpu = 0;
  #signedAt = Number.NEGATIVE_INFINITY;

  /** @param now a monotonic clock, ms */
  constructor(
    locks: LockDriver,
    notebookId: string,
    events: LeaseEvents,
    now: () => number = () => performance.now(),
  ) {
    this.#now = now;
    this.key = `nb:${notebookId}`;
    this.#locks = locks;
    this.#notebookId = notebookId;
    this.#events = events;
  }

  /**
   * Waits for the kernel; false when the execution was withdrawn meanwhile.
   *
   * @throws HoldfastError HF_QUEUE_FULL, HF_FILE_UNWRITABLE
   */
  async acquire(execution: Execution, windowId: string | null): Promise<boolean> {
    const { id, cellId, by, priority } = execution;
    const request: LockRequest = {
      id,
      owner: id,
      notebookId: this.#notebookId,
      cellId,
      user: by,
      windowId,
      priority: priorityClass[priority],
      isPreemptible: false,
    };
    const owned: Owned = { kernel: undefined, named: new Map(), request };
    this.#owned.set(id, owned);
    const lease = await this.#locks.acquire(this.key, request, {
      supervisor: this.#supervisor(id),
    });
    if (!lease) return false;
    if (this.#owned.get(id) !== owned) {
      this.#locks.release(lease);
      return false;
    }
    owned.kernel = lease;
    this.#begins();
    return true;
  }

  /** Keeps the lease alive until the kernel is there, which then does it with its heartbeat. */
  async whileStarting<T>(work: Promise<T>): Promise<T> {
    const renew = owned(this.#events.onFault, () => this.#renew());
    const timer = setInterval(renew, RENEW_MS);
    try {
      return await work;
    } finally {
      clearInterval(timer);
      this.#renew();
    }
  }

  /**
   * Takes a named lock for an execution that runs; again for one that it has counts.
   *
   * @throws HoldfastError HF_LOCK_TIMEOUT, HF_LOCK_DEADLOCK, HF_QUEUE_FULL
   */
  async lock(execId: ExecutionId, name: string, timeoutMs: number | undefined): Promise<boolean> {
    const owned = this.#owned.get(execId);
    if (!owned) return false;
    const key = `pipe:${name}`;
    const lease = await this.#locks.acquire(key, owned.request, {
      supervisor: this.#supervisor(execId),
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
    if (!lease) return false;
    if (this.#owned.get(execId) !== owned) {
      this.#locks.release(lease);
      return false;
    }
    const held = owned.named.get(name);
    owned.named.set(name, { lease, holds: (held?.holds ?? 0) + 1 });
    return true;
  }

  /** Gives a named lock back once; false when the execution does not hold it. */
  unlock(execId: ExecutionId, name: string): boolean {
    const owned = this.#owned.get(execId);
    const held = owned?.named.get(name);
    if (!owned || !held) return false;
    held.holds--;
    if (held.holds > 0) return true;
    owned.named.delete(name);
    return this.#locks.release(held.lease);
  }

  /** Gives back everything of an execution that has ended, and takes back what it waits for. */
  release(execId: ExecutionId): void {
    const owned = this.#owned.get(execId);
    if (!owned) return;
    this.#owned.delete(execId);
    for (const key of this.#locks.keys()) this.#locks.withdraw(key, execId);
    for (const { lease } of owned.named.values()) this.#locks.release(lease);
    if (owned.kernel) this.#locks.release(owned.kernel);
  }

  /** The execution saves checkpoints from now on, or does so no longer: something urgent may take its place. */
  setPreemptible(execId: ExecutionId, isPreemptible: boolean): void {
    const lease = this.#owned.get(execId)?.kernel;
    if (lease) this.#locks.setPreemptible(lease, isPreemptible);
  }

  /** The execution begins a run: the lock shows from here on, under the run's name. */
  begins(execId: ExecutionId, run: string): void {
    const lease = this.#owned.get(execId)?.kernel;
    if (lease) this.#locks.begins(lease, run);
  }

  /** Tells whether an execution was told to give way to something urgent. */
  givesWay(execId: ExecutionId): boolean {
    const lease = this.#owned.get(execId)?.kernel;
    return lease !== undefined && this.#locks.renew(lease)?.ending === "preempt";
  }

  /** Gives the kernel to something urgent and waits for it again, with the number that the execution came with. */
  async requeue(execId: ExecutionId): Promise<boolean> {
    const owned = this.#owned.get(execId);
    if (!owned?.kernel) return false;
    const { kernel, named } = owned;
    for (const { lease } of named.values()) this.#locks.release(lease);
    named.clear();
    owned.kernel = undefined;
    const lease = await this.#locks.requeue(kernel, this.#supervisor(execId));
    if (!lease) return false;
    if (this.#owned.get(execId) !== owned) {
      this.#locks.release(lease);
      return false;
    }
    owned.kernel = lease;
    this.#begins();
    return true;
  }

  /** Tells whether what an execution says may be taken (I3); what comes after its end (of a timer) has no lease. */
  isCurrent(execId: ExecutionId): boolean {
    const owned = this.#owned.get(execId);
    return (
      owned === undefined || (owned.kernel !== undefined && this.#locks.isCurrent(owned.kernel))
    );
  }

  /**
   * The kernel's guard thread spoke: the leases go on; enough CPU time since the last is a sign of life.
   *
   * @param cpuMs of the cells' threads, since the kernel began
   */
  heartbeat(cpuMs: number): void {
    this.#renew();
    this.#newestCpu = cpuMs;
    const now = this.#now();
    const used = cpuMs - this.#cpu.ms;
    // Another kernel begins to count anew.
    const isWork = used >= Math.max(SIGN_CPU_MS, SIGN_CPU_SHARE * (now - this.#cpu.at));
    if (used >= 0 && !isWork) return;
    this.#cpu = { ms: cpuMs, at: now };
    if (isWork) this.sign();
  }

  /** Output, progress, a checkpoint: a sign of life of what runs. */
  sign(): void {
    const now = this.#now();
    if (now - this.#signedAt < SIGN_EVERY_MS) return;
    this.#signedAt = now;
    this.#each((lease) => this.#locks.sign(lease));
  }

  #begins(): void {
    this.#signedAt = Number.NEGATIVE_INFINITY;
    this.#cpu = { ms: this.#newestCpu, at: this.#now() };
  }

  #renew(): void {
    this.#each((lease) => this.#locks.renew(lease));
  }

  #each(act: (lease: Lease) => void): void {
    for (const { kernel, named } of this.#owned.values()) {
      if (!kernel) continue;
      act(kernel);
      for (const { lease } of named.values()) act(lease);
    }
  }

  #supervisor(execId: ExecutionId): Supervisor {
    return {
      end: (reason) => this.#events.end(execId, reason),
      voided: (reason) => this.#events.voided(execId, reason),
    };
  }
}
