import { type ExecutionId, HoldfastError } from "../../kernels/protocol/index.ts";
import type { RunRecord } from "./run-record.ts";

/** A run that a cell works on now. */
export interface ActiveRun {
  record: RunRecord;
  /** The checkpoint that is being written. */
  saving?: Promise<void>;
  readonly execId: ExecutionId;
}

/** The runs of a notebook that are at work. */
export class ActiveRuns {
  readonly #runs = new Map<string, ActiveRun>();

  /** @throws HoldfastError HF_RUN_BUSY when the cell works on a run of that name already */
  add(record: RunRecord, execId: ExecutionId): void {
    for (const { record: other } of this.#runs.values())
      if (other.name === record.name && other.cellId === record.cellId)
        throw new HoldfastError(
          "HF_RUN_BUSY",
          `The run "${record.name}" of this cell is at work already`,
        );
    this.#runs.set(record.runId, { record, execId });
  }

  has(runId: string): boolean {
    return this.#runs.has(runId);
  }

  /** The run of an execution. @throws HoldfastError HF_NOT_FOUND */
  of(execId: ExecutionId, runId: string): ActiveRun {
    const active = this.#runs.get(runId);
    if (active?.execId === execId) return active;
    throw new HoldfastError("HF_NOT_FOUND", `${execId} has no run ${String(runId).slice(0, 40)}`);
  }

  ofExecution(execId: ExecutionId): readonly ActiveRun[] {
    return [...this.#runs.values()].filter((active) => active.execId === execId);
  }

  delete(runId: string): void {
    this.#runs.delete(runId);
  }
}
