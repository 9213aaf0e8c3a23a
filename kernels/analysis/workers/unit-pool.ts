import type { Worker } from "node:worker_threads";
import { AnalysisError } from "../errors.ts";
import type { UnitReply, UnitRequest, UnitTask, WorkerStart } from "./task.ts";
import { workerSource } from "./worker-source.ts";

/** Units that may be finished before they are fetched, per worker: bounds what waits in memory. */
const AHEAD = 4;

/**
 * Worker threads that make the units of a task, and give them out in the order of their indices whoever made them. Whoever opens a pool
 * closes it.
 */
export class UnitPool<T extends object> {
  readonly #workers: Worker[] = [];
  readonly #cancel = new Int32Array(new SharedArrayBuffer(4));
  readonly #ready = new Map<number, T>();
  readonly #total: number;
  #asked: number;
  #fetched: number;
  #failure: Error | undefined;
  #wake: () => void = () => {};

  private constructor(from: number, total: number) {
    this.#asked = from;
    this.#fetched = from;
    this.#total = total;
  }

  /**
   * Starts the workers.
   *
   * @param range first index, and the index after the last one
   * @param workers threads, ≥ 1; never more than there are units
   * @throws HF_WORKER_FAILED
   */
  static async open<T extends object>(
    task: UnitTask,
    { from, total }: { from: number; total: number },
    workers: number,
  ): Promise<UnitPool<T>> {
    const pool = new UnitPool<T>(from, total);
    const { Worker: Thread } = await import("node:worker_threads");
    const source = await workerSource();
    const workerData: WorkerStart = { task, cancel: pool.#cancel };
    for (let i = 0; i < Math.min(workers, total - from); i++) {
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
    worker.on("message", ({ index, unit }: UnitReply) => {
      this.#ready.set(index, unit as T);
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

  readonly #idle: Worker[] = [];

  /** Gives the next units to idle workers, as far ahead as may wait. */
  #handOut(): void {
    const limit = Math.min(this.#total, this.#fetched + AHEAD * this.#workers.length);
    while (this.#idle.length > 0 && this.#asked < limit)
      this.#idle.pop()!.postMessage({ index: this.#asked++ } satisfies UnitRequest);
  }

  /**
   * The next unit, in the order of their indices.
   *
   * @throws HF_WORKER_FAILED when a worker died, and the signal's reason when it aborts
   */
  async next(signal: AbortSignal): Promise<T> {
    const onAbort = () => this.#wake();
    signal.addEventListener("abort", onAbort);
    try {
      for (;;) {
        signal.throwIfAborted();
        if (this.#failure !== undefined) throw this.#failure;
        const unit = this.#ready.get(this.#fetched);
        if (unit !== undefined) {
          this.#ready.delete(this.#fetched++);
          this.#handOut();
          return unit;
        }
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
