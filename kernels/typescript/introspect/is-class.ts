const textOf = Function.prototype.toString;

/** A class of JavaScript, or a constructor of the language, which is written like a function. */
export function isClass(value: object): boolean {
  try {
    if (/^class\b/.test(textOf.call(value))) return true;
  } catch {
    return false;
  }
  const prototype = Object.getOwnPropertyDescriptor(value, "prototype");
  return prototype !== undefined && prototype.writable === false;
}
