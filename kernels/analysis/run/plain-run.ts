import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import type { Random } from "../random/stream.ts";
import { stream } from "../random/stream.ts";
import type { Run } from "./run.ts";

/** Options of `plainRun`. */
export interface PlainRunOptions<S> {
  /** State to start from; default an empty object. */
  readonly state?: S;
  /** First step to do; default 0. */
  readonly first?: number;
  /** Seed, default 0. */
  readonly seed?: number;
  /** Names the random stream; default "run". */
  readonly name?: string;
  /** Cancels the run between two steps. */
  readonly signal?: AbortSignal;
  /** Called before each step with the number of steps done. */
  readonly onProgress?: (done: number, total: number | undefined) => void;
  /** Called by `checkpoint()` with the state. */
  readonly onCheckpoint?: (state: S, nextStep: number) => void | Promise<void>;
}

const plainRunOptions = callOptions<PlainRunOptions<unknown>>(
  "plainRun",
  {
    state: { expected: "any value", accepts: () => true },
    first: rule.by(0, rule.integer(0)),
    seed: rule.by(0, rule.seed),
    name: rule.by("run", rule.text),
    signal: rule.signal,
    onProgress: rule.callback,
    onCheckpoint: rule.callback,
  },
  { bare: { number: "seed", text: "name" } },
);

/**
 * Makes a run that needs no kernel: it counts steps, checks the signal and keeps state in memory.
 * A workflow that is called without a run uses one of these, so there is one way through the code.
 */
export function plainRun<S>(options: PlainRunOptions<S> = {}): Run<S> {
  return new PlainRun<S>(plainRunOptions.read(options) as PlainRunOptions<S>);
}

class PlainRun<S> implements Run<S> {
  readonly seed: number;
  readonly first: number;
  readonly signal: AbortSignal;
  state: S;
  #options: PlainRunOptions<S>;
  #step = -1;
  #stepDone = 0;
  #random: Random | undefined;
  #parts = new Map<string, unknown[]>();

  constructor(options: PlainRunOptions<S>) {
    this.#options = options;
    this.seed = options.seed ?? 0;
    this.first = options.first ?? 0;
    this.#stepDone = this.first;
    this.signal = options.signal ?? new AbortController().signal;
    this.state = options.state ?? ({} as S);
  }

  async *steps(total?: number): AsyncGenerator<number> {
    for (let step = this.first; total === undefined || step < total; step++) {
      this.signal.throwIfAborted();
      this.#options.onProgress?.(step, total);
      this.#step = step;
      this.#random = undefined;
      yield step;
      this.#stepDone = step + 1;
      await this.checkpoint();
    }
    this.#step = -1;
    this.#random = undefined;
    if (total !== undefined) this.#options.onProgress?.(total, total);
  }

  get random(): Random {
    this.#random ??= stream(this.seed, this.#options.name ?? "run", this.#step);
    return this.#random;
  }

  /** Keeps nothing: without a kernel there is nobody to show a partial value to. */
  partial(): void {}

  parts<T>(name: string) {
    const list = (this.#parts.get(name) ?? []) as T[];
    this.#parts.set(name, list);
    return list;
  }

  child<T>(name: string, options: { state?: T } = {}): Run<T> {
    return new PlainRun<T>({
      name: `${this.#options.name ?? "run"}/${name}`,
      seed: this.seed,
      signal: this.signal,
      state: options.state,
    });
  }

  async checkpoint(): Promise<void> {
    await this.#options.onCheckpoint?.(this.state, this.#stepDone);
  }

  /** Needs no list: a plain run has no hard stop, and a workflow's own `finally` covers the rest. */
  onCleanup(): void {}

  /** A plain run that starts at a later step is told so by `first`. */
  onResume(): void {}
}
