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

/** Where a variable was declared. */
export interface Origin {
  /** The cell's own text. */
  readonly source: string;
  /** The execution. */
  readonly n: number;
}

/** A cell that ended before all of its declarations ran. */
export interface HalfCell {
  /** What the cell is called: `cell [3]`. */
  readonly label: string;
  /** What a name means that no cell declares: built in, or a global. */
  readonly outside: (name: string) => { readonly value: unknown } | undefined;
}

/** Why a name that a cell would have declared is not there. */
export interface Missing {
  readonly label: string;
  readonly kind: DeclarationKind;
}

/** The variables of a kernel: what cells declared, and which of them closures captured. */
export class Variables {
  readonly #holders = new Map<string, Holder>();
  readonly #known = new Map<string, DeclarationKind>();
  readonly #origins = new Map<string, Origin>();
  readonly #captured = new Set<string>();
  readonly #missing = new Map<string, Missing>();
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
   * @param origin the cell
   * @param half given when the cell failed or was stopped
   */
  declare(
    declares: readonly Declared[],
    p: number,
    isAbsent: (name: string) => boolean,
    origin: Origin = { source: "", n: 0 },
    half?: HalfCell,
  ): void {
    for (const { name, kind, index } of declares) {
      const isUnset = half !== undefined && kind === "var" && this.#isUnset(name, half);
      if (isUnset) this.#known.delete(name); // it may be declared for closures that wait
      if (p >= index && !isAbsent(name) && !isUnset) {
        this.#known.set(name, kind);
        this.#origins.set(name, origin);
        this.#missing.delete(name);
      } else if (half && !this.#known.has(name)) {
        this.#missing.set(name, { label: half.label, kind });
        this.#retire(name, half);
      }
    }
  }

  /** A `var` that was never assigned hides nothing that has its name: the cell ended before. */
  #isUnset(name: string, { outside }: HalfCell): boolean {
    return (
      !this.#origins.has(name) &&
      this.#holders.get(name)?.v === undefined &&
      outside(name) !== undefined
    );
  }

  /**
   * Functions of a cell that ended early hold on to names that it did not get to declare. For them the name means what
   * it means to later cells; a later cell that declares it has a holder of its own, as quick as any.
   */
  #retire(name: string, { outside }: HalfCell): void {
    const old = this.#holders.get(name);
    if (!old) return;
    this.#holders.delete(name);
    const variables = this;
    Object.defineProperty(old, "v", {
      configurable: true,
      get(): unknown {
        if (variables.isDeclared(name)) return variables.holder(name).v;
        const found = outside(name);
        if (found) return found.value;
        throw new ReferenceError(`${name} is not defined`);
      },
      set(value: unknown) {
        if (variables.isDeclared(name)) variables.holder(name).v = value;
        else Object.defineProperty(old, "v", { value, writable: true });
      },
    });
  }

  /** Why a name is not there that a cell would have declared. */
  whyMissing(name: string): Missing | undefined {
    return this.#known.has(name) ? undefined : this.#missing.get(name);
  }

  /** Gives values to names before a cell runs; names that no JavaScript can have are left out. */
  assign(values: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(values)) {
      if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) continue;
      this.holder(name).v = value;
      this.declareLate(name);
    }
  }

  /** Gives a name the value that it had in another kernel. */
  restore(name: string, value: unknown, kind: DeclarationKind, n: number): void {
    this.holder(name).v = value;
    this.#known.set(name, kind);
    this.#origins.set(name, { source: "", n });
  }

  /** The cell that declared a name. */
  originOf(name: string): Origin | undefined {
    return this.#origins.get(name);
  }

  kindOf(name: string): DeclarationKind | undefined {
    return this.#known.get(name);
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
