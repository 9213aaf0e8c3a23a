import type { RunBegin, RunBegun } from "../../kernels/protocol/index.ts";
import type { CheckpointStore } from "./checkpoint-store.ts";
import type { Executed } from "./executed.ts";
import { resumeKeyOf } from "./resume-key.ts";

/**
 * The runs of cells that run again silently before another cell goes on: a run that had finished gives its result back,
 * any other begins anew. Nothing of them is saved.
 */
export class SilentRuns {
  readonly #checkpoints: CheckpointStore;
  readonly #facts: { readonly notebookId: string; readonly version: string };

  constructor(
    checkpoints: CheckpointStore,
    facts: { readonly notebookId: string; readonly version: string },
  ) {
    this.#checkpoints = checkpoints;
    this.#facts = facts;
  }

  async begin({ cellId, source, n }: Executed, begin: RunBegin): Promise<RunBegun> {
    const { notebookId, version } = this.#facts;
    const before = await this.#checkpoints.current(notebookId, cellId, begin.name);
    const fresh: RunBegun = {
      runId: `silent-${n}`,
      attempt: 1,
      manifest: null,
      reused: null,
      differences: [],
    };
    if (before?.state !== "done" || !before.result || before.body !== begin.body) return fresh;
    // What it depends on has just run as it did then, with the parameters of then.
    const now = resumeKeyOf({ source, parameters: null, version }, [], begin);
    const { cell, inputs, seed, total, holdfast, node, arch, schema } = before.key;
    const then = { ...now, cell, inputs, seed, total, holdfast, node, arch, schema };
    if (JSON.stringify(now) !== JSON.stringify(then)) return fresh;
    const { runId, result: chunks, updatedAt: at, by } = before;
    return { ...fresh, runId, reused: { chunks, at, by } };
  }

  chunk(runId: string, hash: string): Promise<Uint8Array | undefined> {
    return this.#checkpoints.chunk(runId, hash);
  }
}
