import { types } from "node:util";
import { ownValue } from "./own-property.ts";

type Getter = (this: unknown) => unknown;
const getter = (prototype: object, name: string): Getter =>
  Object.getOwnPropertyDescriptor(prototype, name)!.get as Getter;

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
const readLength = getter(typedArray, "length");
const readBytes = getter(typedArray, "byteLength");
const readBufferBytes = getter(ArrayBuffer.prototype, "byteLength");
const readSharedBytes = getter(SharedArrayBuffer.prototype, "byteLength");
const readMapSize = getter(Map.prototype, "size");
const readSetSize = getter(Set.prototype, "size");
const mapEntries = Map.prototype.entries;
const setValues = Set.prototype.values;

/** Objects that are looked at for all variables together: sizes of large structures are estimates. */
const SAMPLE = 24;

/** Lengths of a value that has some: rows and columns of a table, items of an array or map. */
export function shapeOf(value: unknown): number[] | undefined {
  if (typeof value === "string") return [value.length];
  if (typeof value !== "object" || value === null || types.isProxy(value)) return undefined;
  if (types.isTypedArray(value)) return [Number(readLength.call(value))];
  if (types.isMap(value)) return [Number(readMapSize.call(value))];
  if (types.isSet(value)) return [Number(readSetSize.call(value))];
  if (Array.isArray(value)) {
    const inner = value.length > 0 ? widthOf(ownValue(value, 0)) : undefined;
    return inner === undefined ? [value.length] : [value.length, inner];
  }
  const columns = ownValue(value, "columns");
  const length = ownValue(value, "length");
  return typeof length === "number" && Array.isArray(columns) && !types.isProxy(columns)
    ? [length, columns.length]
    : undefined;
}

/** A row of an array: another array, or a plain object with its columns. */
function widthOf(row: unknown): number | undefined {
  if (typeof row !== "object" || row === null || types.isProxy(row)) return undefined;
  if (Array.isArray(row)) return row.length;
  if (types.isTypedArray(row)) return Number(readLength.call(row));
  return Object.getPrototypeOf(row) === Object.prototype ? Object.keys(row).length : undefined;
}

/** Counts how much is looked at, so that sizes of many variables stay cheap. */
export interface Budget {
  left: number;
}

/**
 * Bytes that a value holds, roughly: exact for buffers and typed arrays; large arrays, maps and sets by a sample of
 * their items. What a budget does not reach counts as nothing. Shared parts count each time.
 */
export function bytesOf(value: unknown, budget: Budget, seen: Set<object> = new Set()): number {
  if (typeof value === "string") return 16 + 2 * value.length;
  if (typeof value === "bigint") return 24;
  if (typeof value !== "object" && typeof value !== "function") return 8;
  if (value === null || types.isProxy(value) || seen.has(value) || budget.left-- <= 0) return 8;
  seen.add(value);
  if (types.isArrayBuffer(value)) return 64 + Number(readBufferBytes.call(value));
  if (types.isSharedArrayBuffer(value)) return 64 + Number(readSharedBytes.call(value));
  if (types.isTypedArray(value)) return 64 + Number(readBytes.call(value));
  const inner = (item: unknown): number => bytesOf(item, budget, seen);
  if (Array.isArray(value))
    return 32 + 8 * value.length + ofSample(value.length, (i) => inner(ownValue(value, i)));
  if (types.isMap(value)) {
    const entries = mapEntries.call(value);
    return (
      64 +
      ofSample(Number(readMapSize.call(value)), () => {
        const [key, item] = entries.next().value as [unknown, unknown];
        return 16 + inner(key) + inner(item);
      })
    );
  }
  if (types.isSet(value)) {
    const values = setValues.call(value);
    return 64 + ofSample(Number(readSetSize.call(value)), () => 16 + inner(values.next().value));
  }
  const names = Object.getOwnPropertyNames(value);
  return 32 + ofSample(names.length, (i) => 8 + inner(ownValue(value, names[i]!)));
}

/** The sum over `count` parts: of all when they are few, else of a sample. */
function ofSample(count: number, bytesAt: (i: number) => number): number {
  const taken = Math.min(count, SAMPLE);
  let sum = 0;
  for (let i = 0; i < taken; i++) sum += bytesAt(i);
  return taken === count ? sum : Math.round((sum * count) / taken);
}
