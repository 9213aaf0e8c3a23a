import type { EmbeddedLocks } from "./embedded-locks.ts";

const SWEEP_MS = 1_000;
/** A sweep that is later than this says that the process itself stood still (a suspended machine, a debugger). */
const LATE_MS = 3_000;

/** Looks every second for leases that ran out; gives the function that ends it. */
export function startSweeping(
  locks: Pick<EmbeddedLocks, "sweep" | "forgive">,
  now: () => number = () => performance.now(),
): () => void {
  let last = now();
  const timer = setInterval(() => {
    const late = now() - last - SWEEP_MS;
    last = now();
    if (late > LATE_MS) locks.forgive(late);
    locks.sweep();
  }, SWEEP_MS);
  timer.unref();
  return () => clearInterval(timer);
}
