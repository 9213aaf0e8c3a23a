import { HoldfastError } from "../../kernels/protocol/index.ts";
import type { CheckpointStore } from "../runs/checkpoint-store.ts";
import type { Retention } from "../runs/retention.ts";
import { bytesOf } from "../runs/retention-rules.ts";
import type { RunRecord } from "../runs/run-record.ts";
import { notebookPaths } from "../store/notebooks.ts";
import type { Store } from "../store/store.ts";

/** What is kept of one run. */
export interface KeptRun {
  readonly runId: string;
  readonly name: string;
  /** null when the notebook is not known any more. */
  readonly path: string | null;
  readonly cellId: string;
  readonly state: RunRecord["state"];
  readonly step: number;
  readonly total: number | null;
  readonly bytes: number;
  readonly updatedAt: number;
  /** A cell works on it or waits for it: it is not removed. */
  readonly isNeeded: boolean;
}

/** What is kept of all runs. */
export interface KeptList {
  readonly bytes: number;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  readonly runs: readonly KeptRun[];
}

/** Checkpoints and results that the store keeps, for people who look after their disk. */
export class KeptRuns {
  readonly #store: Store;
  readonly #checkpoints: CheckpointStore;
  readonly #retention: Retention;

  constructor(store: Store, checkpoints: CheckpointStore, retention: Retention) {
    this.#store = store;
    this.#checkpoints = checkpoints;
    this.#retention = retention;
  }

  async list(): Promise<KeptList> {
    const records = await this.#kept();
    const paths = await notebookPaths(this.#store);
    const { maxAgeMs, maxBytes } = this.#retention.rules;
    const runs = records.map((record): KeptRun => {
      const { runId, name, cellId, state, step, total, bytes = 0, updatedAt } = record;
      const path = paths.get(record.notebookId) ?? null;
      const isNeeded = this.#retention.isNeeded(record);
      return { runId, name, path, cellId, state, step, total, bytes, updatedAt, isNeeded };
    });
    return { bytes: bytesOf(records), maxBytes, maxAgeMs, runs };
  }

  /**
   * Removes what is kept of one run.
   *
   * @returns the bytes that were freed; undefined when nothing is kept
   * @throws HoldfastError HF_RUN_BUSY
   */
  async clear(runId: string): Promise<number | undefined> {
    const record = await this.#checkpoints.record(runId);
    if (!record || record.state === "expired") return undefined;
    const bytes = await this.#retention.clear(runId);
    if (bytes !== undefined) return bytes;
    throw new HoldfastError("HF_RUN_BUSY", `A cell works on the run "${record.name}"`, {
      action: "Cancel it first.",
    });
  }

  /** Removes what is kept of every run that no cell needs. */
  async clearAll(): Promise<{ cleared: number; bytes: number }> {
    let cleared = 0;
    let bytes = 0;
    for (const { runId } of await this.#kept()) {
      const freed = await this.#retention.clear(runId);
      if (freed === undefined) continue;
      cleared++;
      bytes += freed;
    }
    return { cleared, bytes };
  }

  async #kept(): Promise<RunRecord[]> {
    return (await this.#checkpoints.all()).filter(({ state }) => state !== "expired");
  }
}
