import { refusal } from "./api.ts";
import { clearKept, type Kept, whatIsKept } from "./kept-calls.ts";
import { Listeners } from "./listeners.ts";

/** What checkpoints and results take on the server's disk, as it was told last. */
export class KeptRuns {
  readonly changed = new Listeners<[]>();
  #all: Kept | undefined;

  /** undefined = not known; a server that does not answer says so elsewhere. */
  get all(): Kept | undefined {
    return this.#all;
  }

  /** How many runs ended before their end, so that they would begin anew without what is kept. */
  get unfinished(): number {
    return (
      this.#all?.runs.filter(({ state }) => state !== "done" && state !== "running").length ?? 0
    );
  }

  async refresh(): Promise<void> {
    const problem = await refusal(async () => {
      this.#all = await whatIsKept();
    });
    if (problem) this.#all = undefined;
    this.changed.call();
  }

  /** Removes what is kept of every run that no cell needs now, or of one; tells whether that was done. */
  async clear(runId?: string): Promise<boolean> {
    const problem = await refusal(() => clearKept(runId));
    if (problem) this.#all = undefined;
    else await this.refresh();
    this.changed.call();
    return problem === undefined;
  }
}
