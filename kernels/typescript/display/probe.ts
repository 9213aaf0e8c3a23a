/** Reads a property of any value to find out what it is; one that throws when it is read is not there. */
export function probe(value: object, key: string | symbol): unknown {
  try {
    return (value as Record<string | symbol, unknown>)[key];
  } catch {
    return undefined;
  }
}
