import { PROGRESS_MIME, type Progress, progressText } from "../../protocol/index.ts";
import { withRate } from "../process/bars.ts";
import type { Guard } from "../process/guard.ts";
import { MAX_BARS } from "../process/guard.ts";
import type { Output, Parent } from "../process/output.ts";

interface Bar {
  progress: Progress;
  readonly slot: number;
  /** What `progress` was called with last. */
  total: number | undefined;
  note: string | undefined;
}

/** Options of `track`. */
export interface TrackOptions {
  /** The name of the bar; default "Progress". */
  readonly label?: string;
  /** The number of items when `items` does not tell it. */
  readonly total?: number;
}

/**
 * The bars of a kernel. A step costs one store into shared memory: the guard thread samples it, so bars move
 * also while a cell blocks, and nothing is queued.
 */
export class ProgressBars {
  readonly #output: Output;
  readonly #guard: Guard;
  readonly #slots: Float64Array;
  #execution: Parent | undefined;
  #bars = new Map<string, Bar>();
  #main: Bar | undefined;
  #count = 0;

  constructor(output: Output, guard: Guard) {
    this.#output = output;
    this.#guard = guard;
    this.#slots = guard.slots;
  }

  /** Bars from here on belong to that execution. */
  begin(parent: Parent): void {
    this.#execution = parent;
    this.#bars = new Map();
    this.#main = undefined;
    this.#count = 0;
  }

  /** Says the last value of every bar of the execution; its state is the fold's to settle. */
  end(): void {
    const now = Date.now();
    for (const bar of this.#bars.values()) {
      const { progress } = bar;
      if (progress.state === "running")
        this.#say(
          "update_display_data",
          withRate(progress, this.#slots[bar.slot] ?? progress.done, now),
        );
    }
    if (this.#execution && this.#bars.size > 0)
      this.#guard.tell({ type: "close", execution: this.#execution.execution });
    this.#execution = undefined;
  }

  /**
   * Shows how far the cell is.
   *
   * @param done steps done, ≥ 0
   * @param total steps in all; leave out when not known
   * @param note what it is doing
   */
  readonly progress = (done: number, total?: number, note?: string): void => {
    const bar = this.#main;
    // The common step: one comparison of what was said last, one store.
    if (bar !== undefined && bar.total === total && bar.note === note && typeof done === "number")
      this.#slots[bar.slot] = done;
    else this.#said(done, total, note);
  };

  #said(done: number, total: number | undefined, note: string | undefined): void {
    if (typeof done !== "number")
      throw new TypeError(`progress: done must be a number, got ${typeof done}`);
    const bar = this.#main ?? this.#open("Progress", done, total ?? null, note);
    if (!bar) return;
    this.#main = bar;
    this.#slots[bar.slot] = done;
    if (bar.note !== note || bar.total !== total) this.#change(bar, total, note);
  }

  /**
   * Goes through items and shows a bar with rate and time left. Synchronous for arrays and other iterables; use
   * `for await` with an async iterable.
   *
   * @example for (const row of track(rows, { label: "Rows" })) work(row);
   */
  readonly track = <T>(
    items: Iterable<T> | AsyncIterable<T>,
    options: TrackOptions = {},
  ): Iterable<T> & AsyncIterable<T> => {
    const total = options.total ?? sizeOf(items);
    const open = (): Bar | undefined =>
      this.#open(options.label ?? "Progress", 0, total, undefined);
    const slots = this.#slots;
    return {
      *[Symbol.iterator]() {
        if (!(Symbol.iterator in items))
          throw new TypeError("track: these items are async, use for await");
        const bar = open();
        let done = 0;
        for (const item of items) {
          yield item;
          done++;
          if (bar) slots[bar.slot] = done;
        }
      },
      async *[Symbol.asyncIterator]() {
        const bar = open();
        let done = 0;
        for await (const item of items) {
          yield item;
          done++;
          if (bar) slots[bar.slot] = done;
        }
      },
    };
  };

  /** Opens the bar of a run; gives the function that moves it. */
  named(
    name: string,
    done: number,
    total: number | null,
    runId: string,
  ): (done: number, total: number | undefined, note: string | undefined) => void {
    const bar = this.#open(name, done, total, undefined, runId);
    return (step, of, note) => {
      if (!bar) return;
      this.#slots[bar.slot] = step;
      if (of !== bar.total || note !== bar.note) this.#change(bar, of, note);
    };
  }

  #open(
    name: string,
    done: number,
    total: number | null,
    note: string | undefined,
    runId?: string,
  ): Bar | undefined {
    const execution = this.#execution;
    if (!execution) return undefined;
    const now = Date.now();
    const id = `progress-${execution.header.msg_id}-${++this.#count}`;
    const progress: Progress = {
      id,
      name,
      done,
      total,
      ...(note !== undefined && { note }),
      ...(runId !== undefined && { runId, from: done }),
      startedAt: now,
      updatedAt: now,
      state: "running",
    };
    const bar: Bar = {
      progress,
      slot: (this.#count - 1) % MAX_BARS,
      total: total ?? undefined,
      note,
    };
    this.#bars.set(id, bar);
    this.#slots[bar.slot] = done;
    this.#say("display_data", progress);
    this.#guard.tell({
      type: "open",
      execution: execution.execution,
      bar: progress,
      slot: bar.slot,
    });
    return bar;
  }

  #change(bar: Bar, total: number | undefined, note: string | undefined): void {
    const { note: _, ...rest } = bar.progress;
    bar.total = total;
    bar.note = note;
    bar.progress = { ...rest, total: total ?? null, ...(note !== undefined && { note }) };
    this.#guard.tell({ type: "note", id: bar.progress.id, note, total: total ?? null });
  }

  #say(type: "display_data" | "update_display_data", progress: Progress): void {
    const before = this.#output.parent;
    this.#output.attribute(this.#execution);
    const data = { [PROGRESS_MIME]: { ...progress }, "text/plain": progressText(progress) };
    this.#output.say(type, { data, metadata: {}, transient: { display_id: progress.id } });
    this.#output.attribute(before);
  }
}

function sizeOf(items: unknown): number | null {
  const { length, size } = items as { length?: unknown; size?: unknown };
  return typeof length === "number" ? length : typeof size === "number" ? size : null;
}
