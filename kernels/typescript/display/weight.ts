import { inspect, types } from "node:util";

/** How much of a value is looked at. */
export interface PreviewLimits {
  /** Levels of nesting below the value itself; deeper ones are named only. */
  readonly depth: number;
  /** Elements of an array, a map or a set. */
  readonly items: number;
  /** Characters of a string. */
  readonly characters: number;
}

/** An object with more keys than this is heavy whatever they hold: every one of them would be shown. */
const MAX_KEYS = 5_000;

/**
 * Tells whether the text of a value, shown within these limits, stays below a number of characters. It counts roughly,
 * ends as soon as it is too much, and calls no getter and no proxy.
 *
 * @param wide gets the objects with too many keys: counting a million takes long, so it is done once
 */
export function isLight(
  value: unknown,
  limits: PreviewLimits,
  maxCharacters: number,
  wide = new Set<object>(),
): boolean {
  const scales = new Scales(limits, maxCharacters, wide);
  scales.add(value, limits.depth);
  return scales.left >= 0;
}

class Scales {
  left: number;
  readonly #limits: PreviewLimits;
  readonly #wide: Set<object>;
  readonly #ancestors = new Set<object>();

  constructor(limits: PreviewLimits, maxCharacters: number, wide: Set<object>) {
    this.#wide = wide;
    this.#limits = limits;
    this.left = maxCharacters;
  }

  add(value: unknown, depth: number): void {
    if (this.left < 0) return;
    if (typeof value === "string") this.left -= Math.min(value.length, this.#limits.characters) + 2;
    else if ((typeof value !== "object" && typeof value !== "function") || value === null)
      this.left -= 8;
    else if (depth < 0 || this.#ancestors.has(value) || types.isProxy(value)) this.left -= 16;
    else {
      this.#ancestors.add(value);
      this.#addObject(value, depth - 1);
      this.#ancestors.delete(value);
    }
  }

  #addObject(value: object, depth: number): void {
    const { items } = this.#limits;
    this.left -= 16;
    if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value))
      this.left -= 8 * Math.min(items, value.byteLength);
    else if (Array.isArray(value)) {
      for (let i = 0; i < value.length && i < items && this.left >= 0; i++)
        this.#addProperty(value, String(i), depth);
    } else if (isSelfDescribing(value)) this.left -= 100;
    else {
      if (types.isMap(value)) this.#addEntries(Map.prototype.entries.call(value), depth);
      if (types.isSet(value)) this.#addEntries(Set.prototype.values.call(value), depth);
      this.#addKeys(value, depth);
    }
  }

  #addEntries(entries: Iterator<unknown>, depth: number): void {
    for (let i = 0; i < this.#limits.items && this.left >= 0; i++) {
      const next = entries.next();
      if (next.done) return;
      const parts = Array.isArray(next.value) ? next.value : [next.value];
      for (const part of parts.slice(0, 2)) this.add(part, depth);
    }
  }

  #addKeys(value: object, depth: number): void {
    const keys = this.#wide.has(value) ? [] : Object.keys(value);
    if (keys.length > MAX_KEYS) this.#wide.add(value);
    if (this.#wide.has(value)) this.left = -1;
    for (const key of keys) {
      if (this.left < 0) return;
      this.left -= key.length + 4;
      this.#addProperty(value, key, depth);
    }
    if (types.isNativeError(value)) this.left -= (value.stack ?? "").length;
  }

  #addProperty(value: object, key: string, depth: number): void {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property?.get || property?.set) this.left -= 16;
    else this.add(property?.value, depth);
  }
}

/** It has a text of its own for Node's inspect. */
function isSelfDescribing(value: object): boolean {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at))
    if (Object.hasOwn(at, inspect.custom)) return true;
  return false;
}
