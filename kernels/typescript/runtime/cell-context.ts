import { type Declared, rewriteEval } from "../../source/index.ts";
import { usingCtx } from "./using-context.ts";
import type { Variables } from "./variables.ts";

/** What the kernel lends to cells: `builtins` are read on use, so that heavy ones load late. */
export interface CellServices {
  readonly builtins: Readonly<Record<string, unknown>>;
  readonly meta: {
    readonly url: string;
    readonly filename: string;
    readonly dirname: string;
    resolve(specifier: string): string;
  };
  import(specifier: string, options?: ImportCallOptions): Promise<Record<string, unknown>>;
}

/** The object that rewritten code calls `$hf`: one for each execution (kernels/source/rewrite.ts writes its uses). */
export class CellContext {
  /** How far the cell got: the index of the newest declaration that was initialised. */
  p = -1;
  /** The execution has ended: a cell that was stopped while it waited may come back later, and saves nothing then. */
  isOver = false;
  /** An expression that writes the cell's locals to their holders: for the guard, before it terminates the cell. */
  readonly save: string;
  readonly builtins: Readonly<Record<string, unknown>>;
  readonly meta: CellServices["meta"];
  readonly import: CellServices["import"];
  readonly usingCtx = usingCtx;
  readonly #variables: Variables;
  readonly #declares: readonly Declared[];
  readonly #absent = new Set<string>();

  constructor(
    services: CellServices,
    variables: Variables,
    cell: { readonly save: string; readonly declares: readonly Declared[] },
  ) {
    this.save = cell.save;
    this.#declares = cell.declares;
    this.builtins = services.builtins;
    this.meta = services.meta;
    this.import = services.import;
    this.#variables = variables;
  }

  isAbsent(name: string): boolean {
    return this.#absent.has(name);
  }

  declare(name: string): void {
    this.#variables.declareLate(name);
  }

  /** A name that no cell had declared when a closure was made that uses it. */
  late(name: string): { v: unknown; readonly o: unknown } {
    const variables = this.#variables;
    const holder = variables.holder(name);
    return {
      get v() {
        if (variables.isDeclared(name)) return holder.v;
        if (name in globalThis) return (globalThis as Record<string, unknown>)[name];
        throw new ReferenceError(`${name} is not defined`);
      },
      set v(value) {
        if (!variables.isDeclared(name)) throw new ReferenceError(`${name} is not defined`);
        holder.v = value;
      },
      get o() {
        return variables.isDeclared(name)
          ? holder.v
          : (globalThis as Record<string, unknown>)[name];
      },
    };
  }

  /** What a direct `eval` evaluates in place of the given code, so that it sees the variables of the notebook. */
  evaluated(code: unknown, prefix: string, around: readonly string[]): unknown {
    if (typeof code !== "string") return code;
    const { known, ...rest } = this.#variables.environment((name) =>
      Object.hasOwn(this.builtins, name),
    );
    const kinds = new Map(known);
    for (const { name, kind } of this.#declares) kinds.set(name, kind);
    const environment = { ...rest, known: kinds };
    const rewritten = rewriteEval(code, prefix, new Set(around), environment);
    if (!rewritten) return code;
    this.#variables.capture(rewritten.analysis);
    return rewritten.code;
  }

  /** A name of the notebook, or a built-in one, as evaluated code uses it. */
  seen(name: string): { v: unknown } {
    const isOwn =
      this.#variables.isDeclared(name) || this.#declares.some((declared) => declared.name === name);
    return isOwn ? this.#variables.holder(name) : { v: this.builtins[name] };
  }

  /** Stands for a name in its temporal dead zone: an assignment evaluates its right side before it throws. */
  uninitialised(name: string): { v: unknown } {
    const fail = (): never => {
      throw new ReferenceError(`Cannot access '${name}' before initialization`);
    };
    return {
      get v() {
        return fail();
      },
      set v(_) {
        fail();
      },
    };
  }

  undeclared(name: string): never {
    throw new ReferenceError(`${name} is not defined`);
  }

  constant(value: unknown): { v: unknown } {
    return {
      get v() {
        return value;
      },
      set v(_) {
        throw new TypeError("Assignment to constant variable.");
      },
    };
  }

  /** The value of an import; one that the cell uses must be there, one that it does not use may be a type. */
  binding(
    module: Record<string, unknown>,
    imported: string,
    specifier: string,
    local: string,
    isUsed: boolean,
  ): unknown {
    if (imported in module) return module[imported];
    if (isUsed) {
      const names = Object.keys(module)
        .filter((name) => name !== "default")
        .slice(0, 12);
      const hint = names.length > 0 ? `; it provides ${names.join(", ")}` : "";
      throw new SyntaxError(
        `The module '${specifier}' does not provide an export named '${imported}'${hint}`,
      );
    }
    this.#absent.add(local);
    return undefined;
  }
}
