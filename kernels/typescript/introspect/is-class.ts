import { types } from "node:util";

const textOf = Function.prototype.toString;

/** A class of JavaScript, or a constructor of the language, which is written like a function. A proxy is not asked. */
export function isClass(value: object): boolean {
  if (types.isProxy(value)) return false;
  try {
    if (/^class\b/.test(textOf.call(value))) return true;
  } catch {
    return false;
  }
  const prototype = Object.getOwnPropertyDescriptor(value, "prototype");
  return prototype !== undefined && prototype.writable === false;
}
