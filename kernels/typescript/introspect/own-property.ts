import { types } from "node:util";

/**
 * An object's own property as it stands; undefined for a proxy, whose traps would run. The stack of an error counts as a
 * getter: it is made when it is first read, and that asks the error for its text.
 */
export function ownProperty(owner: object, key: string | number): PropertyDescriptor | undefined {
  if (types.isProxy(owner)) return undefined;
  if (key === "stack" && types.isNativeError(owner))
    return Object.hasOwn(owner, key) ? STACK : undefined;
  return Object.getOwnPropertyDescriptor(owner, key);
}

const STACK: PropertyDescriptor = { get: () => undefined, configurable: true, enumerable: false };

/** The value of an own property without calling a getter. */
export function ownValue(owner: object, key: string | number): unknown {
  return ownProperty(owner, key)?.value;
}
