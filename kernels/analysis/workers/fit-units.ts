import type { Run } from "../run/run.ts";
import type { UnitTask } from "./task.ts";
import type { Finished } from "./unit-pool.ts";

/** Units that a fit is made of. */
export interface UnitList {
  /** What worker threads do. */
  readonly task: UnitTask;
  /** Of the list of finished units. */
  readonly name: string;
  readonly total: number;
}

/**
 * Drives a fit whose steps are the units of a task, made by worker threads: the same units in the same order, and so the same digits and
 * the same checkpoints, as on one thread. The threads end with the fit, however it ends.
 *
 * @throws HF_WORKER_FAILED, and whatever the run throws when it is cancelled
 */
export async function fitUnits(
  { task, name, total }: UnitList,
  run: Run<unknown>,
  workers: number,
): Promise<void> {
  const units = run.parts<object>(name);
  const pool = await openPool<object>(
    task,
    run,
    Array.from({ length: total - units.length }, (_, i) => units.length + i),
    workers,
  );
  try {
    for await (const step of run.steps(total))
      while (units.length <= step) units.push(await pool.next(run.signal));
  } finally {
    await pool.close();
  }
}

/** Units that take long and may end in any order. */
export interface UnitPlan<T> {
  /** Of the list of finished units. */
  readonly name: string;
  readonly total: number;
  readonly workers: number;
  /** What worker threads do; asked for only when there are several. */
  task(): UnitTask;
  /** Makes a unit on this thread. */
  make(index: number): T | Promise<T>;
  /** Called as each unit is finished, with all that are. */
  onFinished?(finished: Iterable<Finished<T>>, count: number): void | Promise<void>;
}

/**
 * Makes all units, one step each: on this thread, or by worker threads in whatever order they are finished. Each finished unit is saved
 * with its index, so a run goes on with those that are missing, with any number of threads.
 *
 * @returns the units in the order of their indices
 * @throws HF_WORKER_FAILED, what a unit throws, and whatever the run throws when it is cancelled
 */
export async function allUnits<T extends object>(
  run: Run<object>,
  { name, total, workers, task, make, onFinished }: UnitPlan<T>,
): Promise<T[]> {
  const finished = run.parts<Finished<T>>(name);
  const known = new Set([...finished].map(({ index }) => index));
  const missing = Array.from({ length: total }, (_, i) => i).filter((i) => !known.has(i));
  const pool =
    workers > 1 && missing.length > 0
      ? await openPool<T>(task(), run, missing, workers)
      : undefined;
  let at = 0;
  const next = async (): Promise<Finished<T>> => {
    if (pool !== undefined) return pool.any(run.signal);
    const index = missing[at++];
    return { index, unit: await make(index) };
  };
  try {
    for await (const step of run.steps(total)) {
      while (finished.length <= step) finished.push(await next());
      await onFinished?.(finished, step + 1);
    }
  } finally {
    await pool?.close();
  }
  const units = new Array<T>(total);
  for (const { index, unit } of finished) units[index] = unit;
  return units;
}

async function openPool<T extends object>(
  task: UnitTask,
  run: Run<unknown>,
  order: readonly number[],
  workers: number,
) {
  const { UnitPool } = await import("./unit-pool.ts");
  const pool = await UnitPool.open<T>(task, order, workers);
  run.onCleanup(() => pool.close());
  return pool;
}
