import type { Random } from "../random/stream.ts";

/**
 * A run as a workflow sees it. The kernel binds it to leases, checkpoints and progress; `plainRun` gives one that needs nothing.
 *
 * @typeParam S the state that a checkpoint saves; it must survive a structured clone
 */
export interface Run<S> {
  /** The seed of every random stream of this run. */
  readonly seed: number;
  /** Index of the first step that is not yet done; 0 in a fresh run. */
  readonly first: number;
  /** Aborts when a person cancels or something more urgent preempts. */
  readonly signal: AbortSignal;
  /** The sample that was chosen for what runs; a workflow takes it when its options do not say. */
  readonly sample?: string;
  /** What a checkpoint saves, restored when `first > 0`. */
  state: S;
  /** Iterates over the steps from `first`; each reports progress, checks cancel, and saves when a checkpoint is due. */
  steps(total?: number): AsyncIterable<number>;
  /** Starts afresh at each step as `stream(seed, name, step)`; outside of a step it is the stream of step -1. */
  readonly random: Random;
  /**
   * Tells how much of the present step is done, so that a bar moves inside of a long one.
   *
   * @param share 0 to 1
   * @param note what it is at: the name of the model
   */
  within?(share: number, note?: string): void;
  /** Sets what is kept when the run ends early. */
  partial(value: unknown, n?: number, of?: number): void;
  /** Opens an append-only list that is saved on its own. */
  parts<T>(name: string): {
    readonly length: number;
    push(part: T): void;
    [Symbol.iterator](): Iterator<T>;
  };
  /** Opens a run inside this one: its steps are saved, and show as a part of the present step. */
  child<T>(name: string, options?: { state?: T }): Run<T>;
  /** Saves now. */
  checkpoint(): Promise<void>;
  /** Calls `fn` at the end of the run, also after a hard stop. */
  onCleanup(fn: () => void | Promise<void>): void;
  /** Calls `fn` when the run goes on after an interruption. */
  onResume(fn: () => void | Promise<void>): void;
}
