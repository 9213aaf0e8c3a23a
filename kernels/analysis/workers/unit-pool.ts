import type { Worker } from "node:worker_threads";
import { AnalysisError } from "../base/errors.ts";
import { compiledKernels } from "../wasm/module.ts";
import type { UnitReply, UnitRequest, UnitTask, WorkerStart } from "./task.ts";
import { errorOf } from "./unit-failure.ts";
import { workerSource } from "./worker-source.ts";

/** Units that may be finished before they are fetched, per worker: bounds what waits in memory. */
const AHEAD = 4;

/** A unit and its index: what a checkpoint saves of work whose units end in any order. */
export interface Finished<T> {
  readonly index: number;
  readonly unit: T;
}

/**
 * Worker threads that make the units of a task, and give them out in the order they were asked for or as they are finished. Whoever
 * opens a pool closes it.
 */
export class UnitPool<T extends object> {
  readonly #workers: Worker[] = [];
  readonly #idle: Worker[] = [];
  readonly #cancel = new Int32Array(new SharedArrayBuffer(4));
  readonly #ready = new Map<number, T>();
  readonly #order: readonly number[];
  #asked = 0;
  #fetched = 0;
  #failure: Error | undefined;
  #wake: () => void = () => {};

  private constructor(order: readonly number[]) {
    this.#order = order;
  }

  /**
   * Starts the workers.
   *
   * @param order indices of the units that are wanted, the first ones first
   * @param workers threads, ≥ 1; never more than there are units
   * @throws HF_WORKER_FAILED
   */
  static async open<T extends object>(
    task: UnitTask,
    order: readonly number[],
    workers: number,
  ): Promise<UnitPool<T>> {
    const pool = new UnitPool<T>(order);
    const { Worker: Thread } = await import("node:worker_threads");
    const source = await workerSource();
    const workerData: WorkerStart = { task, cancel: pool.#cancel, kernels: compiledKernels() };
    for (let i = 0; i < Math.min(workers, order.length); i++) {
      const worker =
        "file" in source
          ? new Thread(source.file, { workerData })
          : new Thread(source.text, { workerData, eval: true });
      pool.#add(worker);
    }
    return pool;
  }

  #add(worker: Worker): void {
    this.#workers.push(worker);
    worker.on("message", (reply: UnitReply) => {
      if ("failure" in reply) this.#failure ??= errorOf(reply.failure);
      else this.#ready.set(reply.index, reply.unit as T);
      this.#idle.push(worker);
      this.#handOut();
      this.#wake();
    });
    const fail = (cause: unknown) => {
      if (Atomics.load(this.#cancel, 0) !== 0) return;
      this.#failure ??= new AnalysisError("HF_WORKER_FAILED", {
        what: "a worker thread ended before its work was done",
        got: cause instanceof Error ? cause.message : `exit code ${String(cause)}`,
        action: "Use workers: 1, or give it less data.",
        cause,
      });
      this.#wake();
    };
    worker.on("error", fail);
    worker.on("exit", fail);
    this.#idle.push(worker);
    this.#handOut();
  }

  /** Gives the next units to idle workers, as far ahead as may wait. */
  #handOut(): void {
    const limit = Math.min(this.#order.length, this.#fetched + AHEAD * this.#workers.length);
    while (this.#idle.length > 0 && this.#asked < limit) {
      const index = this.#order[this.#asked++];
      this.#idle.pop()!.postMessage({ index } satisfies UnitRequest);
    }
  }

  /**
   * The next unit, in the order they were asked for.
   *
   * @throws HF_WORKER_FAILED when a worker died, what a unit failed with, and the signal's reason when it aborts
   */
  async next(signal: AbortSignal): Promise<T> {
    return (await this.#fetch(signal, () => this.#order[this.#fetched])).unit;
  }

  /** The unit that was finished first of those not fetched. @throws as `next` */
  any(signal: AbortSignal): Promise<Finished<T>> {
    return this.#fetch(signal, () => this.#ready.keys().next().value);
  }

  async #fetch(signal: AbortSignal, which: () => number | undefined): Promise<Finished<T>> {
    const onAbort = () => this.#wake();
    signal.addEventListener("abort", onAbort);
    try {
      for (;;) {
        signal.throwIfAborted();
        const index = which();
        const unit = index === undefined ? undefined : this.#ready.get(index);
        if (index !== undefined && unit !== undefined) {
          this.#ready.delete(index);
          this.#fetched++;
          this.#handOut();
          return { index, unit };
        }
        if (this.#failure !== undefined) throw this.#failure;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** Ends all threads, also in the middle of a unit. */
  async close(): Promise<void> {
    Atomics.store(this.#cancel, 0, 1);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
