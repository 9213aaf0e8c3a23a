import { InterruptedError } from "./kernel-error.ts";

/** Stops the execution that waits: its signal aborts and its promise is abandoned; its variables are saved at each await. */
export class Interrupts {
  #current:
    | {
        readonly execution: number;
        readonly controller: AbortController;
        readonly stop: (error: Error) => void;
      }
    | undefined;
  #last = -1;

  /** The signal of the running cell; aborted when it is stopped. */
  get signal(): AbortSignal {
    return this.#current?.controller.signal ?? AbortSignal.abort(new Error("No cell runs"));
  }

  wasInterrupted(execution: number): boolean {
    return this.#last === execution;
  }

  async during<T>(execution: number, start: () => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const stopped = new Promise<never>((_, stop) => {
      this.#current = { execution, controller, stop };
    });
    try {
      return await Promise.race([start(), stopped]);
    } finally {
      this.#current = undefined;
    }
  }

  /** Stops that execution; false when it has ended by itself. */
  interrupt(execution: number): boolean {
    if (this.#current?.execution !== execution) return false;
    const error = new InterruptedError();
    this.#last = execution;
    this.#current.controller.abort(error);
    this.#current.stop(error);
    return true;
  }
}
