import type { Boundary } from "../process/boundary.ts";
import {
  graceOf,
  type Handshake,
  move,
  PHASE,
  readPhase,
  setGrace,
  takeGiveWay,
  waitWhile,
  wordOf,
} from "../process/handshake.ts";
import { InterruptedError } from "./kernel-error.ts";

/** How long the guard may take to finish a termination, in ms. */
const TERMINATION_MS = 2_000;

interface Current {
  readonly execution: number;
  readonly controller: AbortController;
  readonly stop: (error: Error) => void;
}

/**
 * The main thread's side of stopping: a cell that waits is abandoned (its variables were saved before it
 * waited), a cell that computes is terminated by the guard.
 */
export class Interrupts {
  readonly #handshake: Handshake;
  readonly #boundary: Boundary;
  readonly #onStart: () => void;
  readonly #onStop: (execution: number) => void;
  #current: Current | undefined;
  #last = -1;
  #gaveWay = -1;

  /**
   * @param parts.onStart called when a cell begins
   * @param parts.onStop called when a cell was stopped: what it started is to be ended
   */
  constructor(parts: {
    handshake: Handshake;
    boundary: Boundary;
    onStart: () => void;
    onStop: (execution: number) => void;
  }) {
    this.#onStart = parts.onStart;
    this.#handshake = parts.handshake;
    this.#boundary = parts.boundary;
    this.#onStop = parts.onStop;
  }

  /** The signal of the running cell; aborted when it is stopped. */
  get signal(): AbortSignal {
    return this.#current?.controller.signal ?? AbortSignal.abort(new Error("No cell runs"));
  }

  wasInterrupted(execution: number): boolean {
    return this.#last === execution;
  }

  /** Runs a cell so that it can be stopped. */
  async during<T>(execution: number, start: () => Promise<T>): Promise<T> {
    this.#gaveWay = -1; // an execution that gave way comes again
    const controller = new AbortController();
    const stopped = new Promise<never>((_, stop) => {
      this.#current = { execution, controller, stop };
    });
    stopped.catch(() => {}); // also when nobody races with it any more
    let running: Promise<T> | undefined;
    try {
      this.#boundary.run(() => {
        Atomics.store(this.#handshake, 0, wordOf(execution, PHASE.busy));
        this.#onStart();
        running = start();
      });
      return await (running !== undefined ? Promise.race([running, stopped]) : stopped);
    } finally {
      this.#current = undefined;
      this.#leave(execution);
    }
  }

  /** While a run is at work a stop may wait so long, in ms, for the end of its step; 0 ends that. */
  allowGrace(ms: number): void {
    setGrace(this.#handshake, ms);
  }

  /**
   * At the end of a step: tells whether the running cell was asked to stop. From here on it is the run's to save,
   * and to throw the signal's reason.
   */
  takeStop(): boolean {
    const current = this.#current;
    if (!current || !move(this.#handshake, current.execution, PHASE.asked, PHASE.taken))
      return false;
    this.#last = current.execution;
    if (!current.controller.signal.aborted) current.controller.abort(new InterruptedError());
    return true;
  }

  /** At the end of a step: tells whether the running cell was asked to give way to something urgent. */
  takeGiveWay(): boolean {
    return this.#current !== undefined && takeGiveWay(this.#handshake, this.#current.execution);
  }

  /** The running cell gives way: whatever its code does with the error, it ends so. */
  gaveWay(execution: number): void {
    this.#gaveWay = execution;
  }

  hasGivenWay(execution: number): boolean {
    return this.#gaveWay === execution;
  }

  /** The guard asks: when the cell waits, it is stopped here; true when this execution was. */
  stopWaiting(execution: number): boolean {
    const signal = this.#current?.controller.signal;
    if (graceOf(this.#handshake) > 0 && signal && !signal.aborted) {
      // Cooperative first: what listens to the signal ends, and the run gets to the end of its step.
      if (this.#current?.execution === execution)
        this.#current.controller.abort(new InterruptedError());
      return false;
    }
    return move(this.#handshake, execution, PHASE.asked, PHASE.taken) && this.#stop(execution);
  }

  /** The guard has terminated what the cell computed. */
  stopTerminated(execution: number): void {
    this.#stop(execution);
  }

  #stop(execution: number): boolean {
    const current = this.#current;
    if (current?.execution !== execution) return false;
    this.#last = execution;
    const error = new InterruptedError();
    current.controller.abort(error);
    this.#onStop(execution);
    current.stop(error);
    return true;
  }

  /** From busy to idle; a termination that is on its way is waited for, inside of the boundary. */
  #leave(execution: number): void {
    // The common way costs no call through the inspector: nobody asked, so nobody can terminate.
    if (move(this.#handshake, execution, PHASE.busy, PHASE.idle)) return;
    this.#boundary.run(() => {
      if (move(this.#handshake, execution, PHASE.asked, PHASE.idle)) return;
      if (readPhase(this.#handshake) === PHASE.terminating)
        waitWhile(this.#handshake, execution, PHASE.terminating, TERMINATION_MS);
    });
    if (readPhase(this.#handshake) === PHASE.terminating)
      waitWhile(this.#handshake, execution, PHASE.terminating, TERMINATION_MS);
    Atomics.store(this.#handshake, 0, PHASE.idle);
    Atomics.notify(this.#handshake, 0);
  }
}
