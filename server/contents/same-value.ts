import { isDeepStrictEqual } from "node:util";

/**
 * Tells whether a value is what was read from the file: the same object, an equal one, or what the journal made of it
 * (there -0 is 0, and a number beyond JavaScript's range null).
 */
export function isSameValue(now: unknown, read: unknown): boolean {
  if (now === read || isDeepStrictEqual(now, read)) return true;
  if (typeof now !== typeof read && now !== null) return false;
  return read !== undefined && isDeepStrictEqual(now, JSON.parse(JSON.stringify(read)));
}
