import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { HoldfastError, type Problem, toProblem } from "../../../kernels/protocol/index.ts";
import { type OnFault, owned } from "../../base/faults.ts";

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

export interface TroubleParts {
  /** Tells every tab why the notebook is not saved; null when it is again. */
  readonly tell: (problem: Problem | null) => void;
  /** Tries to save. */
  readonly again: () => Promise<void>;
  readonly onFault: OnFault;
}

/**
 * Why the file cannot be written, told to everybody until it can (S35): it is tried again by itself, less and less
 * often. A file that somebody deleted is not made again unasked.
 */
export class SaveTrouble {
  readonly #parts: TroubleParts;
  #problem: Problem | null = null;
  #timer: NodeJS.Timeout | undefined;
  #pause = FIRST_MS;
  #isClosed = false;

  constructor(parts: TroubleParts) {
    this.#parts = parts;
  }

  /** A save by itself would be in vain now. */
  get waits(): boolean {
    return this.#problem !== null;
  }

  /** The file was deleted, or moved away. */
  get isGone(): boolean {
    return this.#problem?.code === "HF_FILE_NOT_FOUND";
  }

  failed(error: unknown): void {
    const problem = toProblem(error);
    if (problem.code === "HF_STORE_CLOSED" || this.#isClosed) return;
    this.#say(problem, error);
    if (this.isGone) clearTimeout(this.#timer);
    else this.#later();
  }

  /** Nothing is in the way any more. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pause = FIRST_MS;
    if (this.#problem === null) return;
    this.#problem = null;
    this.#parts.tell(null);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #say(problem: Problem, error: unknown): void {
    const isSame = this.#problem?.code === problem.code && this.#problem.detail === problem.detail;
    this.#problem = problem;
    if (isSame) return;
    this.#parts.tell(problem);
    this.#parts.onFault(error); // once: it may go on for hours
  }

  #later(): void {
    clearTimeout(this.#timer);
    const again = owned(
      () => {}, // told again by `failed`
      async () => {
        await this.#parts.again();
        if (this.#problem !== null && !this.#isClosed) this.#later();
      },
    );
    this.#timer = setTimeout(again, this.#pause);
    this.#timer.unref();
    this.#pause = Math.min(LONGEST_MS, this.#pause * 2);
  }
}

/** The file is not there: deleted, renamed, or its folder was. */
export function goneProblem(file: string): HoldfastError {
  return new HoldfastError("HF_FILE_NOT_FOUND", `${basename(file)} was deleted or moved`, {
    got: "no file",
    expected: "the file that was opened",
    action: "Save it again, or close it.",
  });
}

/** Whether the folder of a file is not there. */
export async function folderGone(file: string): Promise<boolean> {
  return stat(dirname(file)).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === "ENOENT",
  );
}

/** Why the journal cannot be written: what is accepted meanwhile is in memory alone, and nobody may think that it is not. */
export function journalProblem(error: unknown): Problem {
  const { got, detail } = toProblem(error);
  const cause = got ?? detail;
  return toProblem(
    new HoldfastError("HF_STATE_UNWRITABLE", "The server cannot write its journal", {
      got: cause,
      action: "Make room on the disk of the state folder, and leave this page open.",
      cause: error,
    }),
  );
}
