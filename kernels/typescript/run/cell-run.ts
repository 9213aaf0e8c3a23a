import type { Random } from "../../analysis/random/stream.ts";
import { stream } from "../../analysis/random/stream.ts";
import type { Run } from "../../analysis/run/run.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { ChildRun } from "./child-run.ts";
import type { RunMemory } from "./run-state.ts";

/** What is kept of a run that ends early: the value, and n of how many. */
export interface KeptValue {
  readonly value: unknown;
  readonly n?: number;
  readonly of?: number;
}

/** What a run shows and obeys while it goes on. */
export interface RunControl {
  readonly signal: AbortSignal;
  progress(done: number, total: number | undefined, note?: string): void;
  /** Called between two steps: resolves when all is saved and throws when the run has to stop. */
  stopIfAsked(save: () => Promise<void>): Promise<void> | undefined;
  /** Shows what there is so far, when it is time. */
  showPartial(kept: () => KeptValue): Promise<void> | undefined;
  /** A stop waits as long as something critical is done. */
  critical(isCritical: boolean): void;
  /** Gives what an effect gave that is done already, or does it and keeps that. */
  effect<T>(key: string, act: () => Promise<T>): Promise<T>;
}

/** A step is done only when it has ended. */
const LAST_PART = 0.99;

/** The `r` of `run("name", options, async (r) => …)`. */
export class CellRun<S> implements Run<S> {
  readonly seed: number;
  readonly first: number;
  readonly signal: AbortSignal;
  /** The same text in every attempt of this run: for services that take an idempotency key. */
  readonly idempotencyKey: string;
  /** The sample that was chosen at the cell, or for the whole notebook. */
  readonly sample?: string;
  readonly #name: string;
  readonly #total: number | undefined;
  readonly #memory: RunMemory;
  readonly #checkpoints: Checkpoints;
  readonly #control: RunControl;
  readonly #cleanups: (() => void | Promise<void>)[] = [];
  readonly #resumes: (() => void | Promise<void>)[] = [];
  readonly #isResumed: boolean;
  #step = -1;
  #done: number;
  #random: Random | undefined;
  #partial: (() => KeptValue) | undefined;
  #stepsTotal: number | undefined;
  #note: string | undefined;
  #critical = 0;
  /** Of a map: seconds that an item took one thread. */
  pace: number | undefined;

  constructor(parts: {
    readonly name: string;
    readonly runId: string;
    readonly sample: string | undefined;
    readonly seed: number;
    readonly first: number;
    readonly total: number | undefined;
    readonly memory: RunMemory;
    readonly checkpoints: Checkpoints;
    readonly control: RunControl;
    readonly isResumed: boolean;
  }) {
    this.#name = parts.name;
    this.idempotencyKey = parts.runId;
    if (parts.sample !== undefined) this.sample = parts.sample;
    this.seed = parts.seed;
    this.first = parts.first;
    this.#done = parts.first;
    this.#total = parts.total;
    this.#memory = parts.memory;
    this.#checkpoints = parts.checkpoints;
    this.#control = parts.control;
    this.#isResumed = parts.isResumed;
    this.signal = parts.control.signal;
  }

  /** What a checkpoint saves; restored when `first > 0`. */
  get state(): S {
    return this.#memory.state as S;
  }

  set state(state: S) {
    this.#memory.state = state;
  }

  /** Steps done. */
  get done(): number {
    return this.#done;
  }

  get total(): number | undefined {
    return this.#total;
  }

  /** Whether `partial` said what is kept. */
  get hasPartial(): boolean {
    return this.#partial !== undefined;
  }

  /** What is kept when the run ends early: what `partial` said last, else the state. */
  get kept(): KeptValue {
    return this.#partial?.() ?? { value: this.state };
  }

  /**
   * Goes through the steps from the first that is not done.
   *
   * @param total number of steps; default that of the options; without one it goes on until the caller breaks
   */
  async *steps(total: number | undefined = this.#total): AsyncGenerator<number> {
    await this.#callResumes();
    this.#stepsTotal = total;
    for (let step = this.first; total === undefined || step < total; step++) {
      this.#step = -1;
      await this.#between(step, total);
      this.#step = step;
      this.#random = undefined;
      yield step;
      this.#done = step + 1;
      this.#note = undefined;
      this.#memory.dropChildren();
    }
    this.#step = -1;
    this.#random = undefined;
    if (total !== undefined) await this.#between(total, total);
  }

  /** Random numbers of this step: they start afresh at each, so that nothing of them has to be saved. */
  get random(): Random {
    this.#random ??= stream(this.seed, this.#name, this.#step);
    return this.#random;
  }

  /** Tells how much of the present step is done (0 to 1), and what it is at. */
  within(share: number, note: string | undefined = this.#note): void {
    if (this.#step < 0) return;
    this.#note = note;
    const part = Math.min(1, Math.max(0, share)) * LAST_PART;
    this.#control.progress(this.#step + part, this.#stepsTotal, note);
  }

  partial(value: unknown, n?: number, of?: number): void {
    this.partialLater(() => value, n, of);
  }

  /** The same for a value that costs something to make: it is made when it is shown. */
  partialLater(value: () => unknown, n?: number, of?: number): void {
    const count = { ...(n !== undefined && { n }), ...(of !== undefined && { of }) };
    this.#partial = () => ({ value: value(), ...count });
  }

  parts<T>(name: string) {
    return this.#memory.list(name) as T[];
  }

  child<T>(name: string, options: { state?: T } = {}): Run<T> {
    return new ChildRun<T>(this, `${this.#name}/${name}`, this.#memory, options.state, (save) =>
      this.#control.stopIfAsked(save),
    );
  }

  /**
   * Saves now what whole steps have done, and this step as soon as it has ended. Within a step nothing half done is
   * saved, so that a step is never done twice.
   */
  async checkpoint(): Promise<void> {
    if (this.#step >= 0) this.#checkpoints.want();
    else await this.#checkpoints.save();
  }

  /** Saves whole steps, with what a run inside of this step has done. */
  async checkpointInside(): Promise<void> {
    await this.#checkpoints.save();
  }

  onCleanup(fn: () => void | Promise<void>): void {
    this.#cleanups.push(fn);
  }

  onResume(fn: () => void | Promise<void>): void {
    this.#resumes.push(fn);
  }

  /** Disposes of something at the end of the run, also after a hard stop. */
  use<T extends Disposable | AsyncDisposable>(resource: T): T {
    this.onCleanup(async () => {
      if (Symbol.asyncDispose in resource) await resource[Symbol.asyncDispose]();
      else resource[Symbol.dispose]();
    });
    return resource;
  }

  /** Does something that must not be stopped in the middle; a stop waits for its end, up to a minute. */
  async critical<T>(fn: () => T | Promise<T>): Promise<T> {
    if (this.#critical++ === 0) this.#control.critical(true);
    try {
      return await fn();
    } finally {
      if (--this.#critical === 0) this.#control.critical(false);
    }
  }

  /**
   * Does something to the world outside (a mail, a payment, a POST) once in the life of the run: when it is done its
   * answer is kept, and a resumed run gets the answer. If the machine dies between the act and the record it is done
   * again: give the service `key` as its idempotency key.
   *
   * @param name what is done, different for each effect: `mail ${customer}`; 1 to 200 characters
   * @param fn gets a text that is the same in every attempt
   * @throws HF_REQUEST_INVALID for a name that is not allowed
   */
  effect<T>(name: string, fn: (key: string) => T | Promise<T>): Promise<T> {
    return this.critical(() =>
      this.#control.effect(name, async () => fn(`${this.idempotencyKey}:${name}`)),
    );
  }

  /** Runs the clean-ups, the newest first; an error of one does not keep the others from running. */
  async cleanUp(onError: (error: unknown) => void): Promise<void> {
    for (const fn of this.#cleanups.splice(0).reverse()) {
      try {
        await fn();
      } catch (error) {
        onError(error);
      }
    }
  }

  #between(step: number, total: number | undefined): Promise<void> | undefined {
    this.#control.progress(step, total);
    const saving = this.#checkpoints.atBoundary(step, total ?? null);
    const stopped = this.#control.stopIfAsked(() => this.#checkpoints.saveLast());
    if (stopped !== undefined) return stopped;
    const showing = this.#partial && this.#control.showPartial(this.#partial);
    if (saving === undefined || showing === undefined) return saving ?? showing;
    return saving.then(() => showing);
  }

  async #callResumes(): Promise<void> {
    if (!this.#isResumed) return;
    for (const fn of this.#resumes.splice(0)) await fn();
  }
}
