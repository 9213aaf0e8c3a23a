import type { Run } from "../run/run.ts";

/** What a fit needs to go on where it stopped; every `Run` has it. */
export interface FitContext<S> {
  /** Number of steps that were done before this fit began; 0 for a fresh one. */
  readonly first: number;
  /** Everything the next step needs besides the data; small, rewritten at each checkpoint. */
  state: S;
  /** An append-only list that is saved on its own: finished trees, finished folds. */
  parts<T>(name: string): Parts<T>;
}

/** An append-only list of finished units. */
export interface Parts<T> {
  readonly length: number;
  push(part: T): void;
  [Symbol.iterator](): Iterator<T>;
}

/**
 * The steps of a fit. Each `yield` ends one step: what `context.state` and `context.parts` hold then is enough to go on from there in
 * another process, with the same digits. The first `next()` prepares (bins, centres, sums) and does the first missing step.
 */
export type FitSteps = Generator<void, void>;

/** A fit that has passed its checks: its parts are driven from outside. */
export interface OpenFit<S> {
  /** Number of steps if it is known beforehand. */
  readonly total: number | undefined;
  initialState(): S;
  steps(context: FitContext<S>): FitSteps;
  /** Stores what was learned. */
  finish(context: FitContext<S>): void;
}

/** What the state of a fit in one step holds: nothing before it, everything after it. */
export interface Learned<L> {
  learned?: L;
}

/** The steps of a fit that has only one. */
export function* oneStep<L>(context: FitContext<Learned<L>>, learn: () => L): FitSteps {
  if (context.first > 0) return;
  context.state = { learned: learn() };
  yield;
}

/** Drives all steps at once, on this thread. */
export function driveFit(steps: FitSteps): void {
  while (!steps.next().done);
}

/**
 * Drives the steps as those of a run: each reports progress, checks cancel, and saves when a checkpoint is due.
 *
 * @param total number of steps when it is known beforehand; a fit that converges earlier ends earlier
 */
export async function driveFitAsync<S>(
  steps: FitSteps,
  run: Run<S>,
  total: number | undefined,
): Promise<void> {
  for await (const _ of run.steps(total)) if (steps.next().done) break;
}

/** A context that begins at the first step and keeps everything in memory. */
export function memoryContext<S>(state: S): FitContext<S> {
  const lists = new Map<string, unknown[]>();
  return {
    first: 0,
    state,
    parts<T>(name: string): Parts<T> {
      const list = (lists.get(name) ?? []) as T[];
      lists.set(name, list);
      return list;
    },
  };
}
