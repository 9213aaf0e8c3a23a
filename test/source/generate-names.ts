import type { Choices } from "./random.ts";

/** What kind of value a generated name holds. */
export type NameType =
  | "num"
  | "arr"
  | "obj"
  | "fn"
  | "any"
  | "class"
  | "gen"
  | "async"
  | "asyncgen";

export interface Name {
  readonly name: string;
  readonly type: NameType;
  readonly writable: boolean;
  canRedeclare: boolean;
  /** A plain script has it from its start, a later cell does not. */
  readonly hoisted?: boolean;
}

/** The names that a generated program has declared so far. */
export class Names {
  readonly #c: Choices;
  #all: Name[] = [];
  #n = 0;

  constructor(choices: Choices) {
    this.#c = choices;
  }

  get all(): readonly Name[] {
    return this.#all;
  }

  get(name: string): Name {
    return this.#all.find((n) => n.name === name)!;
  }

  fresh(): string {
    const stem = this.#c.pick(["a", "b", "v", "x", "url", "$", "_q", "ñ"]);
    return `${stem}${++this.#n}`;
  }

  add(name: Name): void {
    this.#all.push(name);
  }

  remove(name: Name): void {
    this.#all = this.#all.filter((n) => n !== name);
  }

  declare(type: NameType, facts: { writable: boolean; canRedeclare: boolean }): string {
    const name = this.fresh();
    this.add({ name, type, ...facts });
    return name;
  }

  /** A name of that type, or undefined. */
  find(type: NameType, options: { writable?: boolean } = {}): string | undefined {
    const found = this.#all.filter((n) => n.type === type && (!options.writable || n.writable));
    return found.length > 0 ? this.#c.pick(found).name : undefined;
  }
}
