import { HoldfastError, type JsonObject } from "../../kernels/protocol/index.ts";
import type { CheckpointStore } from "../runs/checkpoint-store.ts";
import { differencesBefore } from "../runs/resume-key.ts";
import { isUnfinished, type RemovalReason, type RunRecord } from "../runs/run-record.ts";
import type { Sessions } from "../session/sessions.ts";
import { notebookPaths } from "../store/notebooks.ts";
import type { Store } from "../store/store.ts";
import type { Executions, Started, StartRequest } from "./executions.ts";

/** Why a run cannot go on: what is not equal any more. */
export class ChangedError extends HoldfastError {
  readonly differences: readonly string[];

  constructor(record: RunRecord, differences: readonly string[]) {
    super("HF_RUN_CHANGED", `The run "${record.name}" cannot go on`, {
      got: `another ${differences.join(", ")}`,
    });
    this.differences = differences;
  }
}

const REASONS: Readonly<Record<RemovalReason, string>> = {
  age: "they were too old",
  space: "the space was needed",
  cleared: "a person removed them",
  damaged: "they were damaged on the disk",
};

interface ResumesParts {
  readonly store: Store;
  readonly checkpoints: CheckpointStore;
  readonly sessions: Sessions;
  readonly runs: Executions;
  readonly version: string;
}

/** Lets unfinished runs go on, for programs that are no tab. */
export class Resumes {
  readonly #parts: ResumesParts;

  constructor(parts: ResumesParts) {
    this.#parts = parts;
  }

  /**
   * Runs the cell of an unfinished run again, so that it goes on.
   *
   * @param id the run's, or that of an execution that worked on it
   * @throws ChangedError, BusyError; HoldfastError HF_NOT_FOUND, HF_RUN_EXPIRED
   */
  async resume(
    id: string,
    request: Pick<StartRequest, "by" | "onBusy" | "priority"> & {
      readonly parameters?: JsonObject;
    },
  ): Promise<Started & { readonly record: RunRecord }> {
    const { sessions, checkpoints, runs, version } = this.#parts;
    const found = await this.#find(id);
    const path = (await notebookPaths(this.#parts.store)).get(found.notebookId);
    if (path === undefined)
      throw new HoldfastError("HF_NOT_FOUND", `The notebook of the run "${found.name}" is gone`);
    const { state } = await sessions.open(path);
    // Opening a notebook settles what a killed server had left.
    const record = (await checkpoints.record(found.runId)) ?? found;
    const cell = state.cells.find(({ id: cellId }) => cellId === record.cellId);
    if (!cell) throw new ChangedError(record, ["cell"]);
    const { source } = cell;
    const parameters = request.parameters ?? null;
    const differences = differencesBefore(
      record.key,
      { source, parameters, version },
      record.map !== undefined,
    );
    if (record.state === "superseded") differences.push("run");
    if (differences.length > 0) throw new ChangedError(record, differences);
    const started = await runs.start({ ...request, path, cellId: record.cellId });
    return { ...started, record };
  }

  async #find(id: string): Promise<RunRecord> {
    const { checkpoints } = this.#parts;
    const record =
      (await checkpoints.record(id)) ??
      (await checkpoints.all()).findLast(({ attempts }) => attempts.includes(id));
    if (record?.state === "expired")
      throw new HoldfastError(
        "HF_RUN_EXPIRED",
        `The checkpoints of the run "${record.name}" were removed: ${REASONS[record.removed?.why ?? "age"]}`,
      );
    if (record && (isUnfinished(record.state) || ["running", "superseded"].includes(record.state)))
      return record;
    throw new HoldfastError("HF_NOT_FOUND", `There is no unfinished run ${id.slice(0, 100)}`);
  }
}
