import { types } from "node:util";
import { ownValue } from "../introspect/own-property.ts";
import { mapEntries, setValues } from "./own-readers.ts";

/** The classes of the analysis functions whose instances a saved state may hold, by their public names. */
type Classes = Readonly<Record<string, unknown>>;

/** Marks an object that stands for an instance; no key of a person's own looks like it. */
const CLASS = "\u0000holdfast.class";

interface Standing {
  readonly [CLASS]: string;
  readonly data: unknown;
}

interface TableLike {
  readonly notes: readonly string[];
  toShared(): unknown;
}

let classes: Classes = {};

/** Tells which classes there are; before that no instance can be saved or read. */
export function knowClasses(known: Classes): void {
  classes = known;
}

/** The name of the class when its instances can be saved: a table, a model, a trained model. */
export function savedClass(value: object): string | undefined {
  const prototype = Object.getPrototypeOf(value) as object | null;
  const Class = prototype === null ? undefined : ownValue(prototype, "constructor");
  const name = typeof Class === "function" ? ownValue(Class, "name") : undefined;
  if (typeof name !== "string" || classes[name] !== Class) return undefined;
  return "toShared" in value || "toJSON" in value ? name : undefined;
}

/** Plain data in place of every instance; containers are copied, circles are kept. */
export function takeApart(value: unknown, copies = new Map<object, unknown>()): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  const name = savedClass(value);
  if (name !== undefined) {
    const standing: Standing = { [CLASS]: name, data: dataOf(value) };
    copies.set(value, standing);
    return standing;
  }
  return mapParts(value, copies, (part) => takeApart(part, copies));
}

/** The reverse of `takeApart`. @throws RangeError for a class that this version does not have */
export function putTogether(value: unknown, copies = new Map<object, unknown>()): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (CLASS in value) {
    const instance = instanceOf(value as Standing);
    copies.set(value, instance);
    return instance;
  }
  return mapParts(value, copies, (part) => putTogether(part, copies));
}

/** Copies a container with its parts changed; anything else is given back as it is. */
function mapParts(
  value: object,
  copies: Map<object, unknown>,
  change: (part: unknown) => unknown,
): unknown {
  if (Array.isArray(value)) {
    const copy: unknown[] = new Array(value.length);
    copies.set(value, copy);
    for (const key of Object.keys(value)) copy[key as never] = change(value[key as never]) as never;
    return copy;
  }
  if (types.isMap(value)) {
    const copy = new Map<unknown, unknown>();
    copies.set(value, copy);
    for (const [key, item] of mapEntries.call(value)) copy.set(change(key), change(item));
    return copy;
  }
  if (types.isSet(value)) {
    const copy = new Set<unknown>();
    copies.set(value, copy);
    for (const item of setValues.call(value)) copy.add(change(item));
    return copy;
  }
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy: Record<string, unknown> = {};
  copies.set(value, copy);
  for (const [key, item] of Object.entries(value))
    Object.defineProperty(copy, key, {
      value: change(item),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return copy;
}

function dataOf(value: object): unknown {
  if ("toShared" in value) {
    const table = value as TableLike;
    return { table: table.toShared(), notes: table.notes };
  }
  return (value as { toJSON(): unknown }).toJSON();
}

function instanceOf({ [CLASS]: name, data }: Standing): unknown {
  const Class = classes[name];
  if (typeof Class !== "function")
    throw new RangeError(`it holds a ${name}, which this version of holdfast does not have`);
  if (name === "Table") {
    const { table, notes } = data as { table: unknown; notes: readonly string[] };
    const Table = Class as unknown as {
      fromShared(data: unknown): object;
      new (frame: object, notes: readonly string[]): object;
    };
    return new Table(Table.fromShared(table), notes);
  }
  if (isModel(data)) return (classes.modelFromJson as (json: unknown) => unknown)(data);
  return new (Class as new (json: unknown) => object)(data);
}

function isModel(data: unknown): boolean {
  return typeof data === "object" && data !== null && "holdfastModel" in data;
}
