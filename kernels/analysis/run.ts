import type { Column } from "./table/column.ts";
import type { Frame } from "./table/frame.ts";
import type { Matrix } from "./table/matrix.ts";
import type { Table } from "./table/table.ts";

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

/** Random numbers of one stream. */
export interface Random {
  /** Draws a double in [0, 1). */
  (): number;
  /** Draws a standard normal number. */
  normal(): number;
  /** Draws an integer in [0, below). */
  int(below: number): number;
  /** Shuffles in place and returns the same array. */
  shuffle<T>(items: T[]): T[];
}

/** What every workflow gives back. */
export interface WorkflowResult<D> {
  /** The result proper. */
  data: D;
  /** The result as a table to look at. */
  table: Table;
  /** Vega-Lite v5 specifications. */
  charts: VegaLiteSpec[];
  /** The result in plain words. */
  summary: string;
  /** How the result came to be. */
  provenance: Provenance;
  /** Present when the run ended early: n of N units are in the result. */
  partial?: { n: number; of: number };
}

/** How a result came to be: enough to make it again. */
export interface Provenance {
  /** Name of the workflow. */
  workflow: string;
  /** Seed of its random streams. */
  seed: number;
  /** Every option with its default filled in. */
  parameters: Readonly<Record<string, unknown>>;
  /** Size of the table that came in. */
  input: { rows: number; columns: number };
  /** Milliseconds since the epoch (UTC). */
  startedAt: number;
  /** Milliseconds since the epoch (UTC). */
  finishedAt: number;
  /** The step from which the run went on; 0 when it was never interrupted. */
  resumedAt: number;
}

/** A Vega-Lite v5 specification as plain data. */
export interface VegaLiteSpec {
  $schema: "https://vega.github.io/schema/vega-lite/v5.json";
  [property: string]: unknown;
}

/** What an estimator takes as its input. */
export type Features = Frame | Matrix | readonly (readonly number[])[];

/** What an estimator takes as its target. */
export type Target = Column | ArrayLike<number> | ArrayLike<number | string | boolean>;
