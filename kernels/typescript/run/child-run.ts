import type { Random } from "../../analysis/random/stream.ts";
import { stream } from "../../analysis/random/stream.ts";
import type { Run } from "../../analysis/run/run.ts";
import type { RunMemory } from "./run-state.ts";

/** What a run inside of another needs of it. */
export interface ParentRun
  extends Pick<Run<unknown>, "seed" | "sample" | "signal" | "partial" | "onCleanup" | "onResume"> {
  within(share: number, note?: string): void;
  checkpointInside(): Promise<void>;
}

/** A run inside of another: its steps and state are saved with its parent's, its steps obey a stop, too. */
export class ChildRun<S> implements Run<S> {
  readonly seed: number;
  readonly first: number;
  readonly sample?: string;
  readonly signal: AbortSignal;
  readonly #parent: ParentRun;
  readonly #name: string;
  readonly #memory: RunMemory;
  readonly #saved: { step: number; state: unknown };
  readonly #between: (save: () => Promise<void>) => Promise<void> | undefined;
  #step = -1;
  #random: Random | undefined;

  constructor(
    parent: ParentRun,
    name: string,
    memory: RunMemory,
    state: S | undefined,
    between: (save: () => Promise<void>) => Promise<void> | undefined,
  ) {
    this.#parent = parent;
    this.#name = name;
    this.#memory = memory;
    this.#saved = memory.children.get(name) ?? { step: 0, state: state ?? {} };
    memory.children.set(name, this.#saved);
    this.#between = between;
    this.seed = parent.seed;
    if (parent.sample !== undefined) this.sample = parent.sample;
    this.first = this.#saved.step;
    this.signal = parent.signal;
  }

  get state(): S {
    return this.#saved.state as S;
  }

  set state(state: S) {
    this.#saved.state = state;
  }

  get random(): Random {
    this.#random ??= stream(this.seed, this.#name, this.#step);
    return this.#random;
  }

  async *steps(total?: number): AsyncGenerator<number> {
    for (let step = this.first; total === undefined || step < total; step++) {
      await this.#between(() => this.#parent.checkpointInside());
      this.#step = step;
      this.#random = undefined;
      yield step;
      this.#saved.step = step + 1;
      if (total !== undefined) this.#parent.within((step + 1) / total);
    }
    this.#step = -1;
    this.#random = undefined;
  }

  within(share: number, note?: string): void {
    this.#parent.within(share, note);
  }

  partial(value: unknown, n?: number, of?: number): void {
    this.#parent.partial(value, n, of);
  }

  parts<T>(name: string) {
    return this.#memory.list(name, this.#name) as T[];
  }

  child<T>(name: string, options: { state?: T } = {}): Run<T> {
    return new ChildRun<T>(
      this.#parent,
      `${this.#name}/${name}`,
      this.#memory,
      options.state,
      this.#between,
    );
  }

  checkpoint(): Promise<void> {
    return this.#parent.checkpointInside();
  }

  onCleanup(fn: () => void | Promise<void>): void {
    this.#parent.onCleanup(fn);
  }

  onResume(fn: () => void | Promise<void>): void {
    this.#parent.onResume(fn);
  }
}
