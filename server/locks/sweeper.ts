import { type OnFault, owned } from "../base/faults.ts";
import type { EmbeddedLocks } from "./embedded-locks.ts";

const SWEEP_MS = 1_000;
/** A sweep that is later than this says that the process itself stood still (a suspended machine, a debugger). */
const LATE_MS = 3_000;

/** Looks every second for leases that ran out; gives the function that ends it. */
export function startSweeping(
  locks: Pick<EmbeddedLocks, "sweep" | "forgive">,
  onFault: OnFault,
  now: () => number = () => performance.now(),
): () => void {
  let last = now();
  const look = owned(onFault, () => {
    const late = now() - last - SWEEP_MS;
    last = now();
    if (late > LATE_MS) locks.forgive(late);
    locks.sweep();
  });
  const timer = setInterval(look, SWEEP_MS);
  timer.unref();
  return () => clearInterval(timer);
}
