import type { CellEnvironment, DeclarationKind, Declared } from "../../source/index.ts";

/** One variable of the notebook: every closure of every cell shares it. */
export interface Holder {
  v: unknown;
}

/** The variables of a kernel: what cells declared, and which of them closures captured. */
export class Variables {
  readonly #holders = new Map<string, Holder>();
  readonly #known = new Map<string, DeclarationKind>();
  readonly #captured = new Set<string>();

  /** What the compiler must know of the cells before. */
  environment(isBuiltin: (name: string) => boolean): CellEnvironment {
    return {
      known: this.#known,
      captured: this.#captured,
      isBuiltin,
      isGlobal: (name) => name in globalThis,
    };
  }

  holder(name: string): Holder {
    let holder = this.#holders.get(name);
    if (!holder) {
      holder = { v: undefined };
      this.#holders.set(name, holder);
    }
    return holder;
  }

  capture(names: Iterable<string>): void {
    for (const name of names) this.#captured.add(name);
  }

  /** Declares what a cell declared by the time it had got to `p`. */
  declare(declares: readonly Declared[], p: number, isAbsent: (name: string) => boolean): void {
    for (const { name, kind, index } of declares) {
      if (p >= index && !isAbsent(name)) this.#known.set(name, kind);
    }
  }

  declareLate(name: string): void {
    if (!this.#known.has(name)) this.#known.set(name, "let");
  }

  isDeclared(name: string): boolean {
    return this.#known.has(name);
  }

  /** Every declared name with its holder, in the order of declaration. */
  *entries(): Generator<{ name: string; kind: DeclarationKind; holder: Holder }> {
    for (const [name, kind] of this.#known) yield { name, kind, holder: this.holder(name) };
  }
}
