import type { ChainStep } from "../../source/index.ts";
import type { Variables } from "../runtime/variables.ts";
import { memberOf } from "./read-members.ts";

/** What a cell can name: variables of the notebook, what is built in, globals. */
export class Names {
  readonly #variables: Variables;
  readonly #builtins: Readonly<Record<string, unknown>>;

  constructor(variables: Variables, builtins: Readonly<Record<string, unknown>>) {
    this.#variables = variables;
    this.#builtins = builtins;
  }

  /** The value of a name; undefined when there is none, or when only a getter knows it. */
  find(name: string): { readonly value: unknown } | undefined {
    if (this.#variables.isDeclared(name)) return { value: this.#variables.holder(name).v };
    return memberOf(this.#builtins, name) ?? memberOf(globalThis, name);
  }

  /** The value of `a.b[0]`, without calling a getter. */
  resolve([root, ...steps]: readonly ChainStep[]): { readonly value: unknown } | undefined {
    let found = typeof root === "string" ? this.find(root) : undefined;
    for (const step of steps) found = found && memberOf(found.value, step);
    return found;
  }

  /** Every name with what it is, variables first. */
  all(): {
    readonly name: string;
    readonly value: unknown;
    readonly from: "cell" | "holdfast" | "global";
  }[] {
    const builtins = Object.getOwnPropertyDescriptors(this.#builtins);
    const globals = Object.getOwnPropertyDescriptors(globalThis);
    return [
      ...[...this.#variables.entries()].map(({ name, holder }) => ({
        name,
        value: holder.v,
        from: "cell" as const,
      })),
      ...Object.entries(builtins).map(([name, { value }]) => ({
        name,
        value,
        from: "holdfast" as const,
      })),
      ...Object.entries(globals).map(([name, { value }]) => ({
        name,
        value,
        from: "global" as const,
      })),
    ];
  }
}
