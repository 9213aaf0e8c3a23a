import { HoldfastError, type LockView } from "../../kernels/protocol/index.ts";

/** Says of a lock that could not be had who holds it, and since when. */
export function busyError(
  code: "HF_LOCK_BUSY" | "HF_LOCK_TIMEOUT",
  { key, holder }: LockView,
): HoldfastError {
  const since = holder && Math.round((Date.now() - holder.since) / 1000);
  const who = holder
    ? `${holder.user} has held it for ${since} s (${holder.execId})`
    : "it was free";
  return new HoldfastError(code, `${key} could not be had: ${who}`);
}
