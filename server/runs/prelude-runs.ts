import {
  type ExecutionId,
  HoldfastError,
  type RunBegin,
  type RunBegun,
} from "../../kernels/protocol/index.ts";
import type { Executed } from "../variables/executed.ts";
import type { CheckpointStore } from "./checkpoint-store.ts";
import { hashOf } from "./resume-key.ts";
import type { RunCalls } from "./run-calls.ts";
import type { RunRecord } from "./run-record.ts";

/** The run of a prelude that begins anew: nothing of it is kept. */
const UNKEPT = "prelude";

/**
 * The runs of a cell that runs again silently, before another cell goes on: one that had finished gives its result, any
 * other begins anew and leaves nothing. Effects on the world outside are not repeated (STORE section 5).
 */
export class PreludeRuns implements RunCalls {
  readonly #store: CheckpointStore;
  readonly #notebookId: string;
  readonly #executed: Executed;

  /** @param executed the cell as it was executed */
  constructor(store: CheckpointStore, notebookId: string, executed: Executed) {
    this.#store = store;
    this.#notebookId = notebookId;
    this.#executed = executed;
  }

  async begin(_: ExecutionId, begin: RunBegin): Promise<RunBegun> {
    const fresh: RunBegun = {
      runId: UNKEPT,
      attempt: 1,
      manifest: null,
      reused: null,
      paces: [],
      differences: [],
    };
    const before = await this.#store.current(this.#notebookId, this.#executed.cellId, begin.name);
    if (!before || !isSame(before, begin, this.#executed.source)) return fresh;
    if (before.state === "done" && before.result) {
      const { runId, result: chunks, updatedAt: at, by, total: items } = before;
      return { ...fresh, runId, reused: { chunks, at, by, items, isOld: false } };
    }
    if (before.state === "done" && before.map) {
      const manifest = (await this.#store.newest(before.runId)) ?? null;
      return { ...fresh, runId: before.runId, manifest };
    }
    if (before.hasEffects)
      throw new HoldfastError(
        "HF_RUN_EFFECT",
        `The run "${begin.name}" acted on the world outside (r.effect), so it is not repeated`,
      );
    return fresh;
  }

  async checkpoint(): Promise<void> {}

  async end(): Promise<void> {}

  isAtWork(): boolean {
    return true; // of the cell for which this one runs again
  }

  chunk(runId: string, hash: string): Promise<Uint8Array | undefined> {
    return this.#store.chunk(runId, hash);
  }

  async effect(): Promise<string | undefined> {
    throw new HoldfastError(
      "HF_RUN_EFFECT",
      "A cell that runs again silently may not act on the world outside (r.effect)",
    );
  }

  keepEffect(): Promise<void> {
    return Promise.resolve();
  }
}

function isSame({ body, key }: RunRecord, begin: RunBegin, source: string): boolean {
  return (
    key.cell === (begin.map?.source ?? hashOf(source)) &&
    body === begin.body &&
    key.inputs === begin.inputs &&
    key.seed === begin.seed &&
    (begin.map !== null || key.total === begin.total)
  );
}
