import type { SavedDeclaration } from "../../protocol/index.ts";
import type { RepeatableDeclaration } from "../../source/index.ts";

interface Known {
  readonly declaration: SavedDeclaration;
  /** What the name stood for when its cell had ended. */
  readonly value: unknown;
}

/** What every function has, and every class. */
const OWN = new Set(["length", "name", "prototype", "arguments", "caller"]);

/** The functions, classes and imports that cells declared: a new kernel can evaluate them again. */
export class Repeatables {
  readonly #known = new Map<string, Known>();

  /** Remembers what a cell declared, once it has ended. */
  add(
    declarations: readonly RepeatableDeclaration[],
    n: number,
    currentOf: (name: string) => unknown,
  ): void {
    for (const { names, code } of declarations) {
      const declaration: SavedDeclaration = { names, code, n };
      for (const name of names) this.#known.set(name, { declaration, value: currentOf(name) });
    }
  }

  /** The declaration that gives the name its present value again; undefined when it was given another since. */
  of(name: string, value: unknown): SavedDeclaration | undefined {
    const known = this.#known.get(name);
    return known && known.value === value && !hasState(value) ? known.declaration : undefined;
  }
}

/** A function or class that somebody hung values on would lose them. */
function hasState(value: unknown): boolean {
  if (typeof value !== "function") return false;
  return Object.entries(Object.getOwnPropertyDescriptors(value)).some(
    ([key, descriptor]) => !OWN.has(key) && typeof descriptor.value !== "function",
  );
}
