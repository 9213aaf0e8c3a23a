import type { Session } from "../session/session.ts";
import type { KernelWatch } from "./kernel-watch.ts";

/** So long what the cells left pending is waited for, in ms: an error in flight belongs to the run. */
export const SETTLE_MS = 5_000;
const LOOK_MS = 20;

/**
 * Waits after the last cell until nothing that cells started is pending: timers, requests, files, processes.
 *
 * @returns a sentence when something still was after the time
 */
export async function settle(
  session: Session,
  kernel: KernelWatch,
  signal: AbortSignal,
): Promise<string | undefined> {
  const end = performance.now() + SETTLE_MS;
  if (session.state.kernel.status === "none") return undefined;
  for (;;) {
    const { pending } = (await session.ask({ method: "pending" })) as { pending?: number };
    if (kernel.hasDied || signal.aborted || pending === 0) return undefined;
    if (performance.now() > end)
      return `What cells left pending (timers, requests, processes) had not ended ${SETTLE_MS / 1000} s after the last cell, and was ended with the kernel.`;
    await Promise.race([new Promise((resolve) => setTimeout(resolve, LOOK_MS)), kernel.died]);
  }
}
