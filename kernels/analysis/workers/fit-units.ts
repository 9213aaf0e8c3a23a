import type { Run } from "../run.ts";
import type { UnitTask } from "./task.ts";

/**
 * Drives a fit whose steps are the units of a task, made by worker threads: the same units in the same order, and so the same digits and
 * the same checkpoints, as on one thread. The threads end with the fit, however it ends.
 *
 * @param name of the list of finished units
 * @throws HF_WORKER_FAILED, and whatever the run throws when it is cancelled
 */
export async function fitUnits(
  task: UnitTask,
  run: Run<object>,
  { name, total, workers }: { name: string; total: number; workers: number },
): Promise<void> {
  const units = run.parts<object>(name);
  const { UnitPool } = await import("./unit-pool.ts");
  const pool = await UnitPool.open<object>(task, { from: units.length, total }, workers);
  run.onCleanup(() => pool.close());
  try {
    for await (const step of run.steps(total))
      while (units.length <= step) units.push(await pool.next(run.signal));
  } finally {
    await pool.close();
  }
}
