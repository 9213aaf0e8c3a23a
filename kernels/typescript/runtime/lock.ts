import { parseDuration } from "../../protocol/index.ts";
import type { Output } from "../process/output.ts";
import type { Interrupts } from "./interrupts.ts";
import type { ServerCalls } from "./server-calls.ts";

/** Options of `lock`. */
export interface LockOptions {
  /** How long to wait: a number of ms, or "250ms", "30s", "5m", "2h"; default for ever. */
  readonly timeout?: number | string;
}

/** A lock that this cell holds. */
export interface HeldLock extends AsyncDisposable {
  readonly name: string;
  /** Gives the lock back; again is harmless. What a cell does not give back, its end does. */
  release(): Promise<void>;
}

/**
 * Makes `lock(name, options)`: one cell at a time, of all notebooks of this server, holds a name. It is given back
 * by `await using` at the end of the block, by an error, and by the end of the cell or of its kernel.
 *
 * @throws HF_LOCK_TIMEOUT with the holder, HF_LOCK_DEADLOCK when two cells would wait for each other
 * @example await using held = await lock("sales", { timeout: "300s" });
 */
export function lockFunction(
  calls: ServerCalls,
  interrupts: Interrupts,
  output: Output,
): (name: string, options?: LockOptions) => Promise<HeldLock> {
  return async function lock(name, options = {}) {
    const timeoutMs = options.timeout === undefined ? undefined : parseDuration(options.timeout);
    if (options.timeout !== undefined && timeoutMs === undefined)
      throw new TypeError(
        `lock: timeout is ${JSON.stringify(options.timeout)}, expected a number of ms or a text such as "30s" or "5m"`,
      );
    const parent = output.parent;
    if (!parent) throw new Error("lock: no cell runs");
    const params = { name, ...(timeoutMs !== undefined && { timeoutMs }) };
    const isHeld = await calls.call(parent, "lock.acquire", params, {
      signal: interrupts.signal,
    });
    if (isHeld !== true) throw new Error(`lock: the cell has ended while it waited for "${name}"`);
    let isReleased = false;
    const release = async (): Promise<void> => {
      if (isReleased) return;
      isReleased = true;
      await calls.call(parent, "lock.release", { name });
    };
    return { name, release, [Symbol.asyncDispose]: release };
  };
}
