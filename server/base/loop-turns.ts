import { setImmediate as nextTurn } from "node:timers/promises";

/** So many ms of work are done in one turn of the event loop; everybody else waits meanwhile. */
const TURN_MS = 20;

/** Lets the event loop go on between the pieces of long work. */
export class LoopTurns {
  #began = performance.now();

  /** Await it between two pieces. */
  async next(): Promise<void> {
    if (performance.now() - this.#began < TURN_MS) return;
    await nextTurn();
    this.#began = performance.now();
  }
}
