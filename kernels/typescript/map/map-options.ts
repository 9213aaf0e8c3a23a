import type { Random } from "../../analysis/random/stream.ts";
import { type Sample, sampleSizes } from "../../analysis/run/sample-sizes.ts";
import type { CellRun } from "../run/cell-run.ts";
import type { RunOptions } from "../run/run-options.ts";

/** Options of `runMap`. */
export interface MapOptions<T>
  extends Pick<RunOptions<never>, "exclusive" | "inputs" | "reuse" | "seed"> {
  /** Items between two checkpoints at least; default 1. */
  readonly every?: number;
  /** Threads that work; default 1, in the kernel itself. From 2 on the function must not use variables around it. */
  readonly workers?: number;
  /** How many items; default what is chosen at the cell, else all. A larger sample goes on from a smaller one. */
  readonly sample?: Sample;
  /** What every call gets as `unit.shared`; memory that is shared is not copied for workers. */
  readonly shared?: unknown;
  /** Names an item, differently from every other; default by its content. */
  readonly key?: (item: T, index: number) => string;
}

/** What a call of the function gets beside its item. */
export interface MapUnit
  extends Pick<CellRun<unknown>, "signal" | "effect" | "critical" | "onCleanup" | "use"> {
  /** Place of the item among all. */
  readonly index: number;
  readonly key: string;
  /** Random numbers of this item: the same whatever the order and the number of workers. */
  readonly random: Random;
  readonly shared: unknown;
}

/** What a call gets in a worker: what needs the kernel is not there. */
export type WorkerUnit = Pick<MapUnit, "index" | "key" | "random" | "shared">;

/** Options as `runMap` works with them. */
export interface CheckedMap {
  readonly workers: number;
  readonly sample: Sample;
  /** The most items that the sample takes. */
  readonly size: number;
}

/** Checks what `runMap` was called with. @throws TypeError, RangeError naming the option */
export function checkMap(
  name: string,
  items: unknown,
  options: MapOptions<never>,
  chosen: string | undefined,
): CheckedMap {
  const call = `runMap(${JSON.stringify(name)})`;
  if (typeof items !== "object" || items === null || !(Symbol.iterator in items))
    throw new TypeError(`${call}: the items are ${typeof items}, expected a list`);
  const { workers = 1, sample = chosen ?? "full", key } = options;
  if (!(Number.isSafeInteger(workers) && workers >= 1 && workers <= 64))
    throw new RangeError(`${call}: workers is ${workers}, expected an integer from 1 to 64`);
  if (!Object.hasOwn(sampleSizes, sample))
    throw new RangeError(
      `${call}: sample is ${JSON.stringify(sample)}, expected "quick", "sample", "standard" or "full"`,
    );
  if (key !== undefined && typeof key !== "function")
    throw new TypeError(`${call}: key is ${typeof key}, expected a function`);
  return { workers, sample: sample as Sample, size: sampleSizes[sample as Sample] };
}
