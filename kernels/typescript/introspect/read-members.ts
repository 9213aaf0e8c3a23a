import { types } from "node:util";
import type { ChainStep } from "../../source/index.ts";
import { ownProperty } from "./own-property.ts";

/** A property as it stands, without running anything of the object's. */
export interface Member {
  readonly name: string;
  /** Undefined for a getter: it is not called. */
  readonly value: unknown;
  readonly isGetter: boolean;
  /** On the object itself, not on a prototype. */
  readonly isOwn: boolean;
}

const MAX_MEMBERS = 2_000;

/** Tells whether a value's members can be read without running code: a proxy runs its traps. */
function isReadable(value: unknown): value is object {
  return (
    ((typeof value === "object" && value !== null) || typeof value === "function") &&
    !types.isProxy(value)
  );
}

/** The members of a value and of its prototypes, the nearest first; of a primitive those of its class. */
export function membersOf(value: unknown): Member[] {
  const found = new Map<string, Member>();
  let owner = isReadable(value) ? value : prototypeOfPrimitive(value);
  for (let depth = 0; owner && depth < 20 && !types.isProxy(owner); depth++) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      if (found.size >= MAX_MEMBERS) return [...found.values()];
      if (found.has(name)) continue;
      const property = ownProperty(owner, name);
      if (!property) continue;
      const isGetter = !("value" in property);
      found.set(name, { name, value: property.value, isGetter, isOwn: owner === value });
    }
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return [...found.values()];
}

/** The value of a property without calling a getter; undefined when there is none or it cannot be read so. */
export function memberOf(value: unknown, key: ChainStep): { readonly value: unknown } | undefined {
  let owner = isReadable(value) ? value : prototypeOfPrimitive(value);
  for (let depth = 0; owner && depth < 20 && !types.isProxy(owner); depth++) {
    const property = ownProperty(owner, key);
    if (property) return "value" in property ? { value: property.value } : undefined;
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return undefined;
}

function prototypeOfPrimitive(value: unknown): object | null {
  if (value === null || value === undefined || typeof value === "object") return null;
  return typeof value === "function" ? null : (Object.getPrototypeOf(value) as object);
}
