import { promisify } from "node:util";
import type { Output, Parent } from "../process/output.ts";

type Callback = (...args: unknown[]) => unknown;
type Handle = NodeJS.Timeout | NodeJS.Immediate;

/** The timers that cells started. */
export interface CellTimers {
  /** Ends the timers of an execution that was stopped. */
  clear(execution: number): void;
}

const clearers = {
  setTimeout: clearTimeout,
  setInterval: clearInterval,
  setImmediate: clearImmediate,
} as const;

/**
 * What a timer's callback says belongs to the cell that started the timer, also when another cell runs
 * meanwhile; and a cell that is stopped takes its timers with it.
 */
export function attributeTimers(output: Output): CellTimers {
  const started = new Map<number, Map<Handle, () => void>>();
  for (const name of ["setTimeout", "setInterval", "setImmediate"] as const) {
    const original = globalThis[name] as unknown as (
      callback: Callback,
      ...args: unknown[]
    ) => Handle;
    const attributed = (callback: unknown, ...args: unknown[]): Handle => {
      const parent = output.parent;
      if (typeof callback !== "function" || !parent) return original(callback as Callback, ...args);
      const own = started.get(parent.execution) ?? new Map<Handle, () => void>();
      started.set(parent.execution, own);
      const forget = (): void => {
        own.delete(handle);
        if (own.size === 0) started.delete(parent.execution);
      };
      const run = within(output, parent, callback as Callback);
      const handle = original(
        name === "setInterval"
          ? run
          : function once(this: unknown, ...values) {
              forget();
              return run.apply(this, values);
            },
        ...args,
      );
      own.set(handle, () => clearers[name](handle as never));
      return handle;
    };
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
  return {
    clear(execution) {
      for (const end of started.get(execution)?.values() ?? []) end();
      started.delete(execution);
    },
  };
}

function within(output: Output, parent: Parent, callback: Callback): Callback {
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
