const PAUSE_MS = 30;

/**
 * Does the steps of a generator; about every 30 ms timers and the abort signal get their turn.
 *
 * @param onProgress called there with what the generator yields, the share that is done
 */
export async function inTurns<T>(
  steps: Generator<number, T>,
  signal: AbortSignal | undefined,
  onProgress?: (share: number) => void,
): Promise<T> {
  let last = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - last < PAUSE_MS) continue;
    onProgress?.(step.value);
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    last = performance.now();
  }
}
