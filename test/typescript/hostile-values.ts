/** What code of a cell was run by whoever only wanted to look. */
export const ran: string[] = [];

function trap(what: string): never {
  ran.push(what);
  throw new Error(`it ran: ${what}`);
}

/** A getter that may not be called. */
const getter = (what: string): PropertyDescriptor => ({
  configurable: true,
  enumerable: true,
  get: () => trap(what),
});

const TRAPS: ProxyHandler<never> = Object.fromEntries(
  Reflect.ownKeys(Reflect)
    .filter((key) => typeof key === "string")
    .map((key) => [key, () => trap(`trap ${key}`)]),
);

const proxied = <T extends object>(target: T): T => new Proxy(target, TRAPS as ProxyHandler<T>);

/** Something that runs code as soon as it is turned into a text or a number. */
const sharp = Object.defineProperties(
  {},
  {
    toString: { value: () => trap("toString") },
    valueOf: { value: () => trap("valueOf") },
    [Symbol.toPrimitive]: { value: () => trap("toPrimitive") },
    [Symbol.toStringTag]: getter("toStringTag"),
  },
);

/** A value with getters of these names on itself, as a class of a person may have them. */
function withGetters<T extends object>(value: T, ...names: PropertyKey[]): T {
  for (const name of names) Object.defineProperty(value, name, getter(`getter ${String(name)}`));
  return value;
}

class Shadowed extends Map {
  override get size(): number {
    return trap("size");
  }
  override entries(): never {
    return trap("entries");
  }
  override [Symbol.iterator](): never {
    return trap("iterator");
  }
}

export const LIST_OF_GETTERS = "a list whose items are getters";

/** Values that run code of their own when they are read carelessly; the code of each says so in `ran`. */
export const HOSTILE: Readonly<Record<string, () => unknown>> = {
  "a proxy of an object": () => proxied({}),
  "a proxy of an array": () => proxied([1]),
  "a proxy of a function": () => proxied(() => 1),
  "a proxy of a class": () => proxied(class A {}),
  "a revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  "a revoked proxy of a function": () => {
    const { proxy, revoke } = Proxy.revocable(() => 1, {});
    revoke();
    return proxy;
  },
  "an object below a proxy": () => Object.create(proxied({})),
  "an object with sharp parts": () => ({ a: sharp, b: [sharp], c: new Map([[sharp, sharp]]) }),
  "an error with a sharp message": () =>
    Object.assign(new Error("a"), { message: sharp, name: sharp, stack: sharp, cause: sharp }),
  "an error whose message is a proxy": () =>
    Object.assign(new Error("a"), { message: proxied({}) }),
  "an error with getters": () => withGetters(new Error("a"), "stack", "message", "name"),
  "an expression with getters": () =>
    withGetters(/a/g, "source", "flags", "global", "toString", "hasIndices", "unicode"),
  "a date with getters": () => withGetters(new Date(0), "toISOString", "getTime", "valueOf"),
  "a buffer with getters": () => withGetters(new ArrayBuffer(8), "byteLength", "slice"),
  "a shared buffer with getters": () => withGetters(new SharedArrayBuffer(8), "byteLength"),
  "typed numbers with getters": () =>
    withGetters(new Float64Array(4), "length", "byteLength", "buffer"),
  "a view with getters": () => withGetters(new DataView(new ArrayBuffer(8)), "byteLength"),
  "a map with a size of its own": () => new Shadowed(),
  "a set with getters": () => withGetters(new Set([1]), "size", "values", Symbol.iterator),
  "a list with getters": () => withGetters([1, 2, 3], Symbol.iterator),
  [LIST_OF_GETTERS]: () => withGetters([1, 2, 3], 0, 1, "constructor"),
  "an object of getters": () => withGetters({}, "constructor", "columns", "length", "then"),
  "what looks like a table": () => ({ length: 3, columns: [sharp, withGetters({}, "name")] }),
  "what looks like a table of a proxy": () => ({ length: 3, columns: proxied([]) }),
  "a function with getters": () => withGetters(() => 1, "name", "length", "prototype"),
  "a class with a static name": () => withGetters(class {}, "name"),
  "an instance of a class with a static name": () => new (withGetters(class {}, "name"))(),
  "a promise with a getter": () => withGetters(Promise.resolve(1), "then"),
};
