import type { Json, RunBegin, RunBegun } from "../../protocol/index.ts";
import type { Parent } from "../process/output.ts";
import type { CellRun } from "./cell-run.ts";
import { type ActiveRun, ActiveRuns, type RunParts } from "./leave-run.ts";
import { type BegunRun, openRun } from "./open-run.ts";
import { sayProvenance } from "./provenance.ts";
import { beginOf, type RunOptions } from "./run-options.ts";
import { SavedChunks } from "./saved-chunks.ts";

/** What is special about a map. */
export interface MapRunFacts {
  /** Hash of the text of the cell without the samples that it chooses. */
  readonly source: string;
  /** Items of its sample, and of the whole. */
  readonly items: number;
  readonly all: number;
  /** The function that does an item. */
  readonly fn: (...args: never[]) => unknown;
}

/** The runs of a kernel: the door through which cells begin them. */
export class Runs {
  readonly #parts: RunParts;
  readonly #active: ActiveRuns;

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.#active = new ActiveRuns(parts);
  }

  /**
   * Does something long in steps that survives: it goes on from its newest checkpoint when the same cell runs again
   * after a stop, an error, or the death of kernel or server, with the same digits.
   *
   * @throws HF_RUN_NAME, HF_RUN_BUSY, HF_CHECKPOINT_UNSERIALISABLE
   * @example await run("train", { total: 20, seed: 7, state: { scores: [] as number[] } }, async (r) => {
   *   for await (const i of r.steps()) r.state.scores.push(await evaluate(i, r.random));
   *   return r.state.scores;
   * });
   */
  readonly run = async <T, S = Record<string, unknown>>(
    name: string,
    ...rest:
      | [fn: (r: CellRun<S>) => T | Promise<T>]
      | [options: RunOptions<S>, fn: (r: CellRun<S>) => T | Promise<T>]
  ): Promise<T> => {
    const [options, fn] = rest.length === 1 ? [{}, rest[0]] : rest;
    return this.start<T, S>(name, options as RunOptions<S>, fn);
  };

  /** Does what `run` does; of a map also what is special about it. */
  async start<T, S>(
    name: string,
    options: RunOptions<S>,
    fn: (r: CellRun<S>, begun: RunBegun) => T | Promise<T>,
    map: MapRunFacts | null = null,
  ): Promise<T> {
    const { output, calls, interrupts, ready } = this.#parts;
    const { parent } = output;
    if (!parent) throw new Error("run: no cell runs");
    await ready();
    // Another sample is another input; a map's own sample is no change, for it grows.
    const { sample } = parent;
    const inputs = map || sample === undefined ? options.inputs : [options.inputs, sample];
    const begin: RunBegin = {
      ...beginOf(
        name,
        { ...options, inputs } as RunOptions<unknown>,
        (map?.fn ?? fn) as () => unknown,
      ),
      map: map && { source: map.source, items: map.items, all: map.all },
    };
    const { signal } = interrupts;
    const { exclusive } = options;
    if (exclusive !== undefined)
      await calls.call(parent, "lock.acquire", { name: exclusive }, { signal });
    try {
      const begun = (await calls.call(
        parent,
        "run.begin",
        begin as unknown as Record<string, Json>,
        { signal },
      )) as unknown as RunBegun;
      if (begun.reused) {
        const saved = new SavedChunks(calls, parent, begun.runId);
        const result = await saved.value(begun.reused.chunks);
        await sayProvenance(output, { kind: "reused", ...begun.reused });
        return result as T;
      }
      return await this.#work(options, fn, { parent, begin, begun });
    } finally {
      if (exclusive !== undefined) await calls.call(parent, "lock.release", { name: exclusive });
    }
  }

  /** Wraps a function: each call of the result is a run of that name. */
  readonly resumable = <A extends unknown[], T, S>(
    fn: (r: CellRun<S>, ...args: A) => T | Promise<T>,
    options: RunOptions<S> & { readonly name?: string } = {},
  ): ((...args: A) => Promise<T>) => {
    const name = options.name ?? fn.name;
    if (name === "")
      throw new TypeError("resumable: the function has no name; give one in options.name");
    return (...args) =>
      this.run<T, S>(name, { ...options, inputs: [options.inputs, args] }, (r) => fn(r, ...args));
  };

  /** The cell has ended, however: what it left running ends, saved as of its newest whole step. */
  settle(execution: number): Promise<void> {
    return this.#active.settle(execution);
  }

  async #work<T, S>(
    options: RunOptions<S>,
    fn: (r: CellRun<S>, begun: RunBegun) => T | Promise<T>,
    facts: BegunRun,
  ): Promise<T> {
    const { output, interrupts } = this.#parts;
    const { parent, begin, begun } = facts;
    const { run, ...rest } = await openRun(this.#parts, this.#active, options, facts);
    const active: ActiveRun = { ...rest, run: run as CellRun<unknown> };
    this.#active.enter(active);
    if (!begun.smaller)
      await sayProvenance(output, {
        kind: "begun",
        name: begin.name,
        step: run.first,
        total: begin.total,
        attempt: begun.attempt,
        differences: begun.differences,
      });
    try {
      const result = await fn(run, begun);
      if (this.#isStopped(parent)) {
        // A function that comes back after a stop has not finished, whatever it gives: that is what it had.
        if (!run.hasPartial && result !== undefined) run.partial(result);
        throw interrupts.signal.reason as Error;
      }
      await this.#active.finish(active, result);
      return result;
    } catch (error) {
      const isStopped = interrupts.wasInterrupted(parent.execution);
      const givesWay = interrupts.hasGivenWay(parent.execution);
      await this.#active.leave(
        active,
        givesWay ? "interrupted" : isStopped ? "cancelled" : "failed",
      );
      throw error;
    }
  }

  /** Whether the cell was asked to stop; from here on it is. */
  #isStopped({ execution }: Parent): boolean {
    const { interrupts } = this.#parts;
    return interrupts.takeStop() || interrupts.wasInterrupted(execution);
  }
}
