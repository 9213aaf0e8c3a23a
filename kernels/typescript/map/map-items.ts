import { createHash } from "node:crypto";
import { contentHash } from "../state/content-hash.ts";

/** One item of a map. */
export interface MapItem<T> {
  readonly item: T;
  readonly index: number;
  /** Names it, whatever its place: what is done of it is found again by this. */
  readonly key: string;
}

/**
 * Names every item: by its content, or by what the caller says. Equal items are told apart by a number.
 *
 * @throws UnserialisableError for an item that has no content to be named by; RangeError when two keys are equal
 */
export function mapItems<T>(
  items: Iterable<T>,
  keyOf: ((item: T, index: number) => string) | undefined,
): MapItem<T>[] {
  const counts = new Map<string, number>();
  return [...items].map((item, index) => {
    const key = keyOf
      ? checkedKey(keyOf(item, index), index)
      : contentHash(item, `items[${index}]`).slice(0, 24);
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    if (count > 0 && keyOf)
      throw new RangeError(
        `runMap: the key ${JSON.stringify(key)} of item ${index} is that of another`,
      );
    return { item, index, key: count === 0 ? key : `${key}#${count + 1}` };
  });
}

function checkedKey(key: unknown, index: number): string {
  if (typeof key === "string" && key !== "") return key;
  throw new TypeError(
    `runMap: the key of item ${index} is ${JSON.stringify(key)}, expected a text`,
  );
}

/**
 * The items of a sample: the first of the order of hash(seed, key), so that a smaller sample is a part of every larger
 * one. All items keep their own order.
 */
export function sampleOf<T>(
  items: readonly MapItem<T>[],
  size: number,
  seed: number,
): readonly MapItem<T>[] {
  if (size >= items.length) return items;
  const rank = (key: string): string =>
    createHash("sha256").update(`${seed}\n${key}`).digest("hex");
  return items
    .map((item) => ({ item, rank: rank(item.key) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, size)
    .map(({ item }) => item);
}
