import type {
  CellAnalysis,
  CellEnvironment,
  DeclarationKind,
  Declared,
} from "../../source/index.ts";

/** One variable of the notebook: every closure of every cell shares it. */
export interface Holder {
  v: unknown;
}

/** The variables of a kernel: what cells declared, and which of them closures captured. */
export class Variables {
  readonly #holders = new Map<string, Holder>();
  readonly #known = new Map<string, DeclarationKind>();
  readonly #sources = new Map<string, string>();
  readonly #captured = new Set<string>();
  #isAllCaptured = false;

  /** What the compiler must know of the cells before. */
  environment(isBuiltin: (name: string) => boolean): CellEnvironment {
    return {
      known: this.#known,
      captured: { has: (name) => this.#isAllCaptured || this.#captured.has(name) },
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

  /** Remembers which names functions and classes of that code refer to. */
  capture({ captures, capturesAll }: Pick<CellAnalysis, "captures" | "capturesAll">): void {
    for (const name of captures) this.#captured.add(name);
    this.#isAllCaptured ||= capturesAll;
  }

  /**
   * Declares what a cell declared by the time it had got to `p`.
   *
   * @param source the cell's own text
   */
  declare(
    declares: readonly Declared[],
    p: number,
    isAbsent: (name: string) => boolean,
    source = "",
  ): void {
    for (const { name, kind, index } of declares) {
      if (p < index || isAbsent(name)) continue;
      this.#known.set(name, kind);
      this.#sources.set(name, source);
    }
  }

  /** Gives values to names before a cell runs; names that no JavaScript can have are left out. */
  assign(values: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(values)) {
      if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) continue;
      this.holder(name).v = value;
      this.declareLate(name);
    }
  }

  /** The text of the cell that declared a name. */
  sourceOf(name: string): string | undefined {
    return this.#sources.get(name);
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
