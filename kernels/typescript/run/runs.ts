import type { Json, RunBegin, RunBegun } from "../../protocol/index.ts";
import type { Output, Parent } from "../process/output.ts";
import type { Interrupts } from "../runtime/interrupts.ts";
import { PreemptedError } from "../runtime/kernel-error.ts";
import type { ProgressBars } from "../runtime/progress.ts";
import type { ServerCalls } from "../runtime/server-calls.ts";
import { MAP_PACE, RUN_PACE } from "./cadence.ts";
import { CellRun } from "./cell-run.ts";
import { Checkpoints } from "./checkpoints.ts";
import { once } from "./effects.ts";
import { Intermediate } from "./intermediate.ts";
import { sayProvenance } from "./provenance.ts";
import { beginOf, partialOf, type RunOptions, resultChunks } from "./run-options.ts";
import { RunMemory } from "./run-state.ts";
import { SavedChunks } from "./saved-chunks.ts";

/** How long a stop waits for the end of a step, ms. */
const GRACE_MS = 1_000;
/** How long it waits for the end of something critical, ms. */
const CRITICAL_MS = 60_000;
/** A clean-up may take so long, ms. */
const CLEANUP_MS = 2_000;

/** How a run is left before its end: "interrupted" goes on by itself. */
type LeftAs = "failed" | "cancelled" | "interrupted";

interface Active {
  readonly run: CellRun<unknown>;
  readonly checkpoints: Checkpoints;
  readonly intermediate: Intermediate;
  readonly runId: string;
  readonly parent: Parent;
  readonly isMap: boolean;
}

/** What is special about a map. */
export interface MapRunFacts {
  /** Hash of the text of the cell without the samples that it chooses. */
  readonly source: string;
  /** Items of its sample. */
  readonly items: number;
  /** The function that does an item. */
  readonly fn: (...args: never[]) => unknown;
}

/** The runs of a kernel. */
export class Runs {
  readonly #calls: ServerCalls;
  readonly #output: Output;
  readonly #interrupts: Interrupts;
  readonly #bars: ProgressBars;
  readonly #ready: () => Promise<void>;
  readonly #active = new Set<Active>();

  constructor(parts: {
    readonly calls: ServerCalls;
    readonly output: Output;
    readonly interrupts: Interrupts;
    readonly bars: ProgressBars;
    /** Resolves when the classes are known whose instances a state may hold. */
    readonly ready: () => Promise<void>;
  }) {
    this.#calls = parts.calls;
    this.#output = parts.output;
    this.#interrupts = parts.interrupts;
    this.#bars = parts.bars;
    this.#ready = parts.ready;
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
    const parent = this.#output.parent;
    if (!parent) throw new Error("run: no cell runs");
    await this.#ready();
    // Another sample is another input; a map's own sample is no change, for it grows.
    const { sample } = parent;
    const inputs = map || sample === undefined ? options.inputs : [options.inputs, sample];
    const begin: RunBegin = {
      ...beginOf(
        name,
        { ...options, inputs } as RunOptions<unknown>,
        (map?.fn ?? fn) as () => unknown,
      ),
      map: map && { source: map.source, items: map.items },
    };
    const { signal } = this.#interrupts;
    const { exclusive } = options;
    if (exclusive !== undefined)
      await this.#calls.call(parent, "lock.acquire", { name: exclusive }, signal);
    try {
      const begun = (await this.#calls.call(
        parent,
        "run.begin",
        begin as unknown as Record<string, Json>,
        signal,
      )) as unknown as RunBegun;
      if (begun.reused) {
        const saved = new SavedChunks(this.#calls, parent, begun.runId);
        const result = await saved.value(begun.reused.chunks);
        await sayProvenance(this.#output, { kind: "reused", name, ...begun.reused });
        return result as T;
      }
      return await this.#work(name, options, fn, { parent, begin, begun });
    } finally {
      if (exclusive !== undefined)
        await this.#calls.call(parent, "lock.release", { name: exclusive });
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
  async settle(execution: number): Promise<void> {
    for (const active of [...this.#active])
      if (active.parent.execution === execution) await this.#leave(active, "cancelled");
  }

  async #work<T, S>(
    name: string,
    options: RunOptions<S>,
    fn: (r: CellRun<S>, begun: RunBegun) => T | Promise<T>,
    facts: { readonly parent: Parent; readonly begin: RunBegin; readonly begun: RunBegun },
  ): Promise<T> {
    const { parent, begin, begun } = facts;
    const { runId, manifest, attempt } = begun;
    const memory = new RunMemory(structuredClone(options.state ?? {}));
    if (manifest) await new SavedChunks(this.#calls, parent, runId).restore(memory, manifest);
    const first = manifest?.step ?? 0;
    const checkpoints = new Checkpoints({
      calls: this.#calls,
      output: this.#output,
      parent,
      runId,
      memory,
      every: options.every ?? 1,
      pace: begin.map ? MAP_PACE : RUN_PACE,
      seq: manifest?.seq ?? 0,
      step: first,
    });
    const total = begin.total ?? undefined;
    const intermediate = new Intermediate(this.#output, runId);
    const bar = this.#bars.named(name, first, total ?? null, runId);
    const run: CellRun<S> = new CellRun<S>({
      name,
      runId,
      sample: parent.sample,
      seed: begin.seed,
      first,
      total,
      memory,
      checkpoints,
      isResumed: manifest !== null,
      control: {
        signal: this.#interrupts.signal,
        progress: (done, of) => bar(done, of),
        stopIfAsked: (save) => {
          if (this.#interrupts.takeStop()) return this.#stop(save);
          return this.#interrupts.takeGiveWay() ? this.#giveWay(save, parent) : undefined;
        },
        showPartial: (keep) => {
          if (!intermediate.isDue) return undefined;
          const { value, n = run.done, of = run.total } = keep();
          return intermediate.show(value, n, of);
        },
        critical: (isCritical) => {
          // What is still awaited after the end of its run changes nothing for others.
          if (this.#active.has(active))
            this.#interrupts.allowGrace(isCritical ? CRITICAL_MS : GRACE_MS);
        },
        effect: (key, act) => once(key, act, { calls: this.#calls, parent, runId }),
      },
    });
    const active: Active = {
      run: run as CellRun<unknown>,
      checkpoints,
      intermediate,
      runId,
      parent,
      isMap: begin.map !== null,
    };
    this.#active.add(active);
    this.#interrupts.allowGrace(GRACE_MS);
    if (!begun.smaller)
      await sayProvenance(this.#output, {
        kind: "begun",
        name,
        step: first,
        total: total ?? null,
        attempt,
        differences: begun.differences,
      });
    try {
      const result = await fn(run, begun);
      await this.#finish(active, result);
      return result;
    } catch (error) {
      const isStopped = this.#interrupts.wasInterrupted(parent.execution);
      const givesWay = this.#interrupts.hasGivenWay(parent.execution);
      await this.#leave(active, givesWay ? "interrupted" : isStopped ? "cancelled" : "failed");
      throw error;
    }
  }

  async #stop(save: () => Promise<void>): Promise<never> {
    await save();
    throw this.#interrupts.signal.reason as Error;
  }

  /** Something urgent waits: saves, and ends the cell, which runs again afterwards. */
  async #giveWay(save: () => Promise<void>, parent: Parent): Promise<void> {
    await save();
    if ((await this.#calls.call(parent, "run.gives-way", {})) !== true) return;
    this.#interrupts.gaveWay(parent.execution);
    throw new PreemptedError();
  }

  async #finish(active: Active, result: unknown): Promise<void> {
    if (!this.#active.delete(active)) return;
    this.#graceUnlessActive();
    await this.#cleanUp(active);
    active.intermediate.end();
    // What a map did is in its checkpoints, which stay.
    const chunks = active.isMap ? undefined : resultChunks(result);
    for (const { hash, bytes } of chunks ?? []) this.#output.sendChunk(hash, bytes, active.parent);
    await this.#calls.call(active.parent, "run.end", {
      runId: active.runId,
      outcome: "done",
      result: chunks?.map(({ hash }) => hash) ?? null,
      ...(active.run.pace !== undefined && { pace: active.run.pace }),
    });
  }

  /** A run ends before its end: its newest whole step is saved, its clean-ups run, and what it has is shown. */
  async #leave(active: Active, outcome: LeftAs): Promise<void> {
    if (!this.#active.delete(active)) return;
    const { run, checkpoints, parent, runId } = active;
    await this.#cleanUp(active);
    active.intermediate.end();
    try {
      await checkpoints.saveLast();
      await this.#calls.call(parent, "run.end", { runId, outcome, result: null });
    } catch (error) {
      this.#output.write("stderr", `holdfast: ${(error as Error).message}\n`);
    }
    this.#graceUnlessActive(); // not before: the cell would be over, and what is said below come after its end
    if (outcome === "interrupted")
      await sayProvenance(this.#output, {
        kind: "paused",
        step: run.done,
        total: run.total ?? null,
      });
    else await sayProvenance(this.#output, { kind: "partial", outcome, ...partialOf(run) });
  }

  async #cleanUp({ run }: Active): Promise<void> {
    const done = run.cleanUp((error) =>
      this.#output.write("stderr", `holdfast: a clean-up failed: ${String(error)}\n`),
    );
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, CLEANUP_MS).unref())]);
  }

  #graceUnlessActive(): void {
    if (this.#active.size === 0) this.#interrupts.allowGrace(0);
  }
}
