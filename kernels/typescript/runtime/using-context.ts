interface Resource {
  readonly value: unknown;
  readonly dispose: ((this: unknown) => unknown) | undefined;
  readonly isAsync: boolean;
}

const NONE = Symbol("no error");

/**
 * Keeps what `using` and `await using` opened and closes it in reverse order, as the proposal "Explicit
 * Resource Management" (ECMA-262, 2026) says. The member names are those that lowered code calls.
 */
export function usingCtx(): {
  e: unknown;
  u<T>(value: T): T;
  a<T>(value: T): T;
  d(): Promise<void> | undefined;
} {
  const stack: Resource[] = [];
  let error: unknown = NONE;
  const open = <T>(value: T, isAsync: boolean): T => {
    stack.push({
      value,
      dispose: value === null || value === undefined ? undefined : disposerOf(value, isAsync),
      isAsync,
    });
    return value;
  };
  const failed = (reason: unknown): void => {
    error = error === NONE ? reason : suppressed(reason, error);
  };
  const closeFrom = (index: number): Promise<void> | undefined => {
    for (let i = index; i >= 0; i--) {
      const { value, dispose, isAsync } = stack[i]!;
      try {
        const result = dispose?.call(value);
        if (isAsync)
          return Promise.resolve(result)
            .catch(failed)
            .then(() => closeFrom(i - 1));
      } catch (reason) {
        failed(reason);
      }
    }
    if (error !== NONE) throw error;
    return undefined;
  };
  return {
    get e() {
      return error;
    },
    set e(reason) {
      error = reason;
    },
    u: (value) => open(value, false),
    a: (value) => open(value, true),
    d: () => closeFrom(stack.length - 1),
  };
}

function disposerOf(value: unknown, isAsync: boolean): (this: unknown) => unknown {
  if (typeof value !== "object" && typeof value !== "function")
    throw new TypeError(`using: ${String(value)} is no object`);
  const owner = value as Record<symbol, unknown>;
  const dispose = (isAsync ? owner[Symbol.asyncDispose] : undefined) ?? owner[Symbol.dispose];
  if (typeof dispose !== "function") {
    throw new TypeError(
      `using: the object has no [Symbol.${isAsync ? "asyncDispose" : "dispose"}]() method`,
    );
  }
  return dispose as (this: unknown) => unknown;
}

/** `SuppressedError`, which Node 20 does not have. */
function suppressed(error: unknown, earlier: unknown): Error {
  const both = new Error("An error was suppressed during disposal");
  return Object.assign(both, { name: "SuppressedError", error, suppressed: earlier });
}
