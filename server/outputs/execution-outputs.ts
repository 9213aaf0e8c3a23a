import type { ExecutionId } from "../../kernels/protocol/index.ts";
import type { OutputFiles, OutputOwner } from "./output-files.ts";
import { OutputLimits, type Said, type Taken } from "./output-limits.ts";

/** What belongs to one cell; an update of a display changes whichever cells show it. */
const OF_A_CELL = new Set<string>([
  "stream",
  "display_data",
  "execute_result",
  "error",
  "clear_output",
]);

/** The outputs of one notebook's executions: the newest of each cell, with its limits. */
export class ExecutionOutputs {
  readonly #files: OutputFiles;
  readonly #say: (owner: OutputOwner, said: Said) => void;
  readonly #byCell = new Map<string, { execId: ExecutionId; limits: OutputLimits }>();

  /** @param say says a new value of a note on output that is not shown */
  constructor(files: OutputFiles, say: (owner: OutputOwner, said: Said) => void) {
    this.#files = files;
    this.#say = say;
  }

  /**
   * An execution begins: the full output of the cell's last one goes.
   *
   * @param before the execution whose outputs the cell showed
   */
  async begin({ execId, cellId }: OutputOwner, before: ExecutionId | null): Promise<void> {
    const owner = { execId, cellId };
    const last = this.#byCell.get(cellId);
    const limits = new OutputLimits(owner, this.#files, (said) => this.#say(owner, said));
    this.#byCell.set(cellId, { execId, limits });
    last?.limits.ended();
    await last?.limits.flushed();
    await this.#files.remove({ execId: before ?? execId, cellId });
  }

  /** What of a message goes into the cell; output of an older execution is not shown anyway. */
  take({ execId, cellId }: OutputOwner, said: Said): Taken {
    const found = this.#byCell.get(cellId);
    if (!found || found.execId === execId) return found?.limits.take(said) ?? { say: [said] };
    const isOfItsCell = OF_A_CELL.has(said.message.header.msg_type);
    return { say: isOfItsCell ? [] : [said] };
  }

  /** The end of what a cell runs comes: its note is brought up to date. */
  ended(cellId: string): void {
    this.#byCell.get(cellId)?.limits.ended();
  }

  /** Resolves when every full output is written. */
  async flushed(): Promise<void> {
    for (const { limits } of this.#byCell.values()) await limits.flushed();
  }
}
