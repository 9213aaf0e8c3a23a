import { type OnFault, owned } from "../base/faults.ts";

/** How often it is looked whether the cell has begun, ms. */
const LOOK_MS = 20;
/** The longest time that a timer of Node's can wait, ms. */
const MAX_MS = 2 ** 31 - 1;

/** Stops the cell when the person says so, or after a time: that of the cell, not of its kernel's start. */
export function stopAfter(
  seconds: number | undefined,
  signal: AbortSignal,
  cell: { isRunning(): boolean; stop(isOver: boolean): void; readonly onFault: OnFault },
): { end(): void; isOver(): boolean } {
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const over = owned(cell.onFault, () => {
    isOver = true;
    cell.stop(true);
  });
  const wait = owned(cell.onFault, () => {
    if (seconds === undefined || seconds * 1000 > MAX_MS) return;
    timer = cell.isRunning() ? setTimeout(over, seconds * 1000) : setTimeout(wait, LOOK_MS);
  });
  wait();
  const stop = owned(cell.onFault, () => cell.stop(false));
  signal.addEventListener("abort", stop, { once: true });
  return {
    end() {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    },
    isOver: () => isOver,
  };
}
