import type { Run } from "../run/run.ts";
import type { UnitList } from "../workers/fit-units.ts";

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
  /** Stores what was learned: every value that ends in `_`. */
  finish(context: FitContext<S>): void;
  /** Present when the steps are units that worker threads can make. */
  readonly units?: UnitList;
}

/** What the state of a fit in one step holds: nothing before it, everything after it. */
export interface Learned<L> {
  learned?: L;
}

/** A fit in one step: `learn` computes, `store` keeps. */
export function fitInOneStep<L>(learn: () => L, store: (learned: L) => void): OpenFit<Learned<L>> {
  return {
    total: 1,
    initialState: () => ({}),
    *steps(context) {
      if (context.first > 0) return;
      context.state = { learned: learn() };
      yield;
    },
    finish: ({ state }) => store(state.learned!),
  };
}

/**
 * A fit whose steps are units which depend on nothing but their index: trees, blocks of rows. Finished ones are the parts of the fit.
 *
 * @param open a way to make any unit on this thread; asked for when there is one to make
 * @param store keeps what was learned, from all units in the order of their indices
 */
export function fitOfUnits<T>(
  units: UnitList,
  open: () => (index: number) => T,
  store: (units: T[]) => void,
): OpenFit<object> {
  const { name, total } = units;
  return {
    units,
    total,
    initialState: () => ({}),
    *steps(context) {
      const made = context.parts<T>(name);
      let make: ((index: number) => T) | undefined;
      for (let index = context.first; index < total; index++) {
        // A unit may have been saved after the last checkpoint was: it is the same as a new one.
        while (made.length <= index) {
          make ??= open();
          made.push(make(made.length));
        }
        yield;
      }
    },
    finish: (context) => store([...context.parts<T>(name)].slice(0, total)),
  };
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
