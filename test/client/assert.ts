/** Fails the test with a message unless the condition holds. */
export function assert(
  condition: unknown,
  message = "Expected something truthy",
): asserts condition {
  if (!condition) throw new Error(message);
}

/** Fails the test unless both are the same value, or the same as JSON. */
export function assertEqual(actual: unknown, expected: unknown, what = "value"): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: expected ${b}, got ${a}`);
}

/** Waits until the condition holds; fails after the time, in ms. */
export async function until(condition: () => unknown, what: string, ms = 5000): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Waited ${ms} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
