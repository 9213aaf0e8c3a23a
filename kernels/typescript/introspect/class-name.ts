import { types } from "node:util";
import { isClass } from "./is-class.ts";

/** The name of a value's kind: `number`, `Array`, `Map`, the class of an object, `class Shape`, `function`. */
export function kindName(value: unknown): string {
  if (value === null) return "null";
  if (types.isProxy(value)) return "Proxy";
  if (typeof value === "function") return isClass(value) ? "class" : "function";
  return typeof value === "object" ? className(value) : typeof value;
}

/** The class of an object as its prototype says, read without calling a getter. */
export function className(value: object): string {
  if (types.isProxy(value)) return "Proxy";
  let owner = Object.getPrototypeOf(value) as object | null;
  if (owner === null) return "Object";
  for (let depth = 0; owner && depth < 20 && !types.isProxy(owner); depth++) {
    const maker: unknown = Object.getOwnPropertyDescriptor(owner, "constructor")?.value;
    if (typeof maker === "function" && !types.isProxy(maker)) {
      const name: unknown = Object.getOwnPropertyDescriptor(maker, "name")?.value;
      if (typeof name === "string" && name !== "") return name;
    }
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return "Object";
}
