import { Session } from "node:inspector";
import { BOUNDARY_FRAME } from "./boundary-frame.ts";

/** Reads nothing that a cell could have replaced: the property cannot be changed. */
const CALL = `this.${BOUNDARY_FRAME}()`;

/**
 * Calls functions through the thread's own inspector session: a termination unwinds what was called and leaves
 * the kernel's frames alone.
 */
export class Boundary {
  readonly #session = new Session();
  #work: () => void = () => {};

  constructor() {
    this.#session.connect();
    const enter = (): void => this.#work();
    Object.defineProperty(enter, "name", { value: BOUNDARY_FRAME });
    Object.defineProperty(globalThis, BOUNDARY_FRAME, { value: enter });
  }

  /** Runs the work; false when it was terminated before its end. An error that it throws is thrown on. */
  run(work: () => void): boolean {
    let isDone = false;
    let thrown: { error: unknown } | undefined;
    this.#work = () => {
      try {
        work();
      } catch (error) {
        thrown = { error };
      }
      isDone = true;
    };
    this.#session.post("Runtime.evaluate", {
      expression: CALL,
      silent: true,
    });
    if (thrown) throw thrown.error;
    return isDone;
  }
}
