import { requireInteger } from "./option.ts";

/** The number of threads that was asked for, default 1. @throws HF_MODEL_OPTION unless it is an integer of at least 1 */
export function checkWorkers(workers: number | undefined, what: string): number {
  if (workers === undefined) return 1;
  requireInteger(what, "workers", workers, 1);
  return workers;
}
