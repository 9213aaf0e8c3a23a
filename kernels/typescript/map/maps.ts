import { availableParallelism } from "node:os";
import { stream } from "../../analysis/random/stream.ts";
import { sampleWords } from "../../analysis/run/sample-sizes.ts";
import { ageText, earlierRuns, estimateText, type RunBegun } from "../../protocol/index.ts";
import type { Output } from "../process/output.ts";
import type { CellRun } from "../run/cell-run.ts";
import { itemsText, sayProvenance } from "../run/provenance.ts";
import type { Runs } from "../run/runs.ts";
import { InKernel, InWorkers, type ItemWork } from "./item-work.ts";
import { movableFunction } from "./map-function.ts";
import { type MapItem, mapItems, sampleOf } from "./map-items.ts";
import { type CheckedMap, checkMap, type MapOptions, type MapUnit } from "./map-options.ts";
import { MapPool } from "./map-pool.ts";

/** Without earlier runs the time is estimated from so many items. */
const PROBE = 20;

/** What maps work with. */
export interface MapParts {
  readonly runs: Runs;
  readonly output: Output;
  /** Hash of the text of the cell that runs, without the samples that it chooses. */
  readonly source: () => string;
  /** The sample that was chosen at the cell, or for the whole run of the notebook. */
  readonly chosen: () => string | undefined;
  readonly isAnalysis: (name: string) => Promise<boolean>;
  /** The notebook's folder. */
  readonly folder: string;
}

/** The maps of a kernel. */
export class Maps {
  readonly #parts: MapParts;

  constructor(parts: MapParts) {
    this.#parts = parts;
  }

  /**
   * Does something with every item of a list, as a run: finished items survive each on its own, in whatever order they
   * were done; a stopped map goes on with those that are left, and a larger sample with those that a smaller one left.
   *
   * @param items any number of things, each named by its content, or by `options.key`
   * @returns the results in the order of the items; of a sample only of its items
   * @throws HF_RUN_CAPTURE with `workers` from 2 on, when the function uses variables around it
   * @example const scores = await runMap("score", customers, (customer) => score(customer), { sample: "quick" });
   */
  readonly runMap = async <T, R>(
    name: string,
    items: Iterable<T>,
    fn: (item: T, unit: MapUnit) => R | Promise<R>,
    options: MapOptions<T> = {},
  ): Promise<R[]> => {
    const { runs, source, chosen } = this.#parts;
    const checked = checkMap(name, items, options as MapOptions<never>, chosen());
    const all = mapItems(items, options.key);
    const wanted = sampleOf(all, checked.size, options.seed ?? 0);
    const movable =
      checked.workers > 1 ? await movableFunction(name, fn, this.#parts.isAnalysis) : undefined;
    const { exclusive, inputs, reuse, seed, every } = options;
    const total = wanted.length;
    const runOptions = { total, exclusive, inputs, reuse, seed, every, state: {} };
    return runs.start(
      name,
      definedOf(runOptions),
      async (r, begun) => {
        await this.#sayWhat(begun, checked, { wanted: total, all: all.length });
        const open = async (left: number): Promise<ItemWork<T, R>> => {
          if (!movable || left === 0)
            return new InKernel((item) => fn(item.item, unitOf(name, item, r, options.shared)));
          const workers = Math.min(checked.workers, left);
          const { folder } = this.#parts;
          const facts = { name, seed: r.seed, shared: options.shared, folder, workers };
          const pool = await MapPool.open(movable, facts);
          r.onCleanup(() => pool.close());
          return new InWorkers(pool, workers);
        };
        return this.#drive(wanted, open, r, { begun, workers: checked.workers });
      },
      { source: source(), items: total, all: all.length, fn },
    );
  };

  /** Does the items that are not done, one step each, and gives all results in the order of the items. */
  async #drive<T, R>(
    wanted: readonly MapItem<T>[],
    open: (left: number) => Promise<ItemWork<T, R>>,
    r: CellRun<object>,
    facts: { readonly begun: RunBegun; readonly workers: number },
  ): Promise<R[]> {
    const list = r.parts<readonly [key: string, result: R]>("items");
    const done = new Map<string, R>(list);
    const left = wanted.filter(({ key }) => !done.has(key));
    const total = r.first + left.length;
    const results = (): R[] =>
      wanted
        .filter(({ key }) => done.has(key))
        .toSorted((a, b) => a.index - b.index)
        .map(({ key }) => done.get(key)!);
    const clock = new MapClock(this.#parts.output, left.length, facts);
    await clock.begins();
    const work = await open(left.length);
    work.begin(left);
    for await (const step of r.steps(total)) {
      if (step === total - 1) await r.checkpoint(); // the end is always saved: a larger sample goes on from it
      const { item, result, seconds } = await work.next(r.signal);
      list.push([item.key, result]);
      done.set(item.key, result);
      r.partialLater(results, wanted.length - left.length + clock.count + 1, wanted.length);
      await clock.finished(seconds);
    }
    r.pace = clock.pace;
    return results();
  }

  /** Says which sample it is, and what it goes on from. */
  async #sayWhat(
    { smaller }: RunBegun,
    { sample }: CheckedMap,
    counts: { readonly wanted: number; readonly all: number },
  ): Promise<void> {
    const { output } = this.#parts;
    if (smaller?.items === counts.wanted) {
      await sayProvenance(output, { kind: "reused", ...smaller });
      return;
    }
    const texts: string[] = [];
    if (counts.wanted < counts.all)
      texts.push(
        `${sampleWords[sample].name}: ${counts.wanted.toLocaleString("en")} of ${itemsText(counts.all)}`,
      );
    if (smaller)
      texts.push(
        `goes on from ${itemsText(smaller.items)}, from ${ageText(Date.now() - smaller.at)} · by ${smaller.by}`,
      );
    if (texts.length > 0) await sayProvenance(output, { kind: "sample", text: texts.join(" · ") });
  }
}

/** Estimates the time that is left: from earlier runs, else from the first items. */
class MapClock {
  readonly #output: Output;
  readonly #left: number;
  readonly #workers: number;
  readonly #paces: readonly number[];
  readonly #seconds: number[] = [];

  constructor(
    output: Output,
    left: number,
    { begun, workers }: { readonly begun: RunBegun; readonly workers: number },
  ) {
    this.#output = output;
    this.#left = left;
    this.#workers = workers;
    this.#paces = begun.paces;
  }

  /** Items that were done. */
  get count(): number {
    return this.#seconds.length;
  }

  /** Seconds that an item took one thread: the median. */
  get pace(): number | undefined {
    const sorted = this.#seconds.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  }

  async begins(): Promise<void> {
    const { length } = this.#paces;
    if (length > 0) await this.#say(this.#paces, earlierRuns(length), this.#left);
  }

  async finished(seconds: number): Promise<void> {
    this.#seconds.push(seconds);
    const { length } = this.#seconds;
    if (this.#paces.length === 0 && length === PROBE && this.#left > 2 * PROBE)
      await this.#say(this.#seconds, `from the first ${PROBE} items`, this.#left - length);
  }

  async #say(seconds: readonly number[], from: string, left: number): Promise<void> {
    if (left === 0) return;
    const facts = { left, workers: this.#workers, cores: availableParallelism() };
    await sayProvenance(this.#output, {
      kind: "estimate",
      text: estimateText({ seconds, from }, facts),
    });
  }
}

function unitOf(
  name: string,
  { key, index }: MapItem<unknown>,
  r: CellRun<object>,
  shared: unknown,
): MapUnit {
  return {
    index,
    key,
    random: stream(r.seed, name, key),
    shared,
    signal: r.signal,
    effect: (...args) => r.effect(...args),
    critical: (...args) => r.critical(...args),
    onCleanup: (...args) => r.onCleanup(...args),
    use: (...args) => r.use(...args),
  };
}

/** Without what was not given, so that defaults hold. */
function definedOf<O extends object>(options: O): { [K in keyof O]: Exclude<O[K], undefined> } {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as never;
}
