import type { ExecutionId, LockView, Priority, Question } from "../../kernels/protocol/index.ts";
import { cancelRun, letGoOn, moveBefore, setPriority } from "../store/lock-calls.ts";
import type { Requests } from "../store/requests.ts";
import { attempt } from "./attempt.ts";
import type { Toasts } from "./toasts.ts";

/** What had ended meanwhile does not wait any more: nothing is left to do. */
const ENDED = [404];

/** What a person does to the cells that run or wait, in this notebook. */
export class RunCommands {
  readonly #requests: Requests;
  readonly #toasts: Toasts;

  constructor(requests: Requests, toasts: Toasts) {
    this.#requests = requests;
    this.#toasts = toasts;
  }

  /** The window may leave; the run goes on, and its end is told wherever the person is. */
  letGoOn(run: ExecutionId): void {
    void attempt(this.#toasts, () => letGoOn(run));
  }

  prioritise({ key }: LockView, run: ExecutionId, priority: Priority): void {
    void attempt(this.#toasts, () => setPriority(key, run, priority), ENDED);
  }

  /** Moves a waiting run by one place. */
  move({ key, waiting }: LockView, run: ExecutionId, by: -1 | 1): void {
    const index = waiting.findIndex(({ execId }) => execId === run);
    const before = waiting[by === -1 ? index - 1 : index + 2]?.execId ?? null;
    void attempt(this.#toasts, () => moveBefore(key, run, before), ENDED);
  }

  /** Takes runs out of the queue. */
  drop(runs: readonly ExecutionId[]): void {
    for (const run of runs) void attempt(this.#toasts, () => cancelRun(run), ENDED);
  }

  /**
   * Answers what a running cell asks; null = cancelled.
   *
   * @returns whether the answer has arrived; without a connection the cell asks again when that is back
   */
  answer({ id }: Question, value: string | null): Promise<boolean> {
    return attempt(this.#toasts, () => this.#requests.ask("input", { id, value }));
  }
}
