import { promisify } from "node:util";
import type { Output, Parent } from "../process/output.ts";

type Callback = (...args: unknown[]) => unknown;

/** What a timer's callback says belongs to the cell that started the timer, also when another cell runs meanwhile. */
export function attributeTimers(output: Output): void {
  for (const name of ["setTimeout", "setInterval", "setImmediate"] as const) {
    const original = globalThis[name] as unknown as (
      callback: Callback,
      ...args: unknown[]
    ) => unknown;
    const attributed = (callback: unknown, ...args: unknown[]): unknown =>
      original(
        typeof callback === "function"
          ? within(output, output.parent, callback as Callback)
          : (callback as Callback),
        ...args,
      );
    const custom: unknown = (original as unknown as Record<symbol, unknown>)[promisify.custom];
    Object.defineProperty(attributed, "name", { value: name });
    if (custom !== undefined)
      Object.defineProperty(attributed, promisify.custom, { value: custom });
    Object.defineProperty(globalThis, name, {
      value: attributed,
      writable: true,
      configurable: true,
      enumerable: true,
    });
  }
}

function within(output: Output, parent: Parent | undefined, callback: Callback): Callback {
  return function attributed(this: unknown, ...args) {
    const before = output.parent;
    output.attribute(parent);
    try {
      return callback.apply(this, args);
    } finally {
      output.attribute(before);
    }
  };
}
