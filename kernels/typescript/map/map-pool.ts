import type Tinypool from "tinypool";
import { putTogether, takeApart } from "../state/class-codecs.ts";
import type { MovableFunction } from "./map-function.ts";
import type { MapItem } from "./map-items.ts";

/** What every worker of a map gets once. */
export interface MapJob {
  readonly code: string;
  readonly names: readonly string[];
  readonly context: string | undefined;
  readonly seed: number;
  readonly name: string;
  readonly shared: unknown;
  /** The notebook's folder: packages are found from there. */
  readonly folder: string;
}

/** One item, as a worker gets it. */
export interface MapTask {
  readonly index: number;
  readonly key: string;
  readonly item: unknown;
}

/** What a worker gives back. */
export interface MapReply {
  readonly result: unknown;
  readonly seconds: number;
}

/** Worker threads that do the items of a map. Whoever opens a pool closes it. */
export class MapPool {
  readonly #pool: Tinypool;

  private constructor(pool: Tinypool) {
    this.#pool = pool;
  }

  /** @param facts.shared plain data and shared memory; tables and models are taken apart and put together again */
  static async open(
    work: MovableFunction,
    facts: {
      readonly name: string;
      readonly seed: number;
      readonly shared: unknown;
      readonly folder: string;
      readonly workers: number;
    },
  ): Promise<MapPool> {
    const { workers, shared, ...rest } = facts;
    const job: MapJob = {
      ...rest,
      code: work.code,
      names: work.builtins,
      context: work.context,
      shared: takeApart(shared),
    };
    const { default: Pool } = await import("tinypool");
    return new MapPool(
      new Pool({
        filename: new URL("./map-worker.js", import.meta.url).href,
        runtime: "worker_threads",
        minThreads: workers,
        maxThreads: workers,
        workerData: job,
      }),
    );
  }

  /** @returns what the function gave, and the seconds that it took */
  async do({
    index,
    key,
    item,
  }: MapItem<unknown>): Promise<{ readonly result: unknown; readonly seconds: number }> {
    const task: MapTask = { index, key, item: takeApart(item) };
    const { result, seconds } = (await this.#pool.run(task, { name: "doItem" })) as MapReply;
    return { result: putTogether(result), seconds };
  }

  /** Ends all threads, also in the middle of an item. */
  async close(): Promise<void> {
    this.#pool.cancelPendingTasks();
    await this.#pool.destroy();
  }
}
