import { Expressions } from "./generate-expressions.ts";
import { type Name, Names, type NameType } from "./generate-names.ts";
import { Choices } from "./random.ts";

/** A piece of a program that is never cut: as a cell has it, and as one plain script has it. */
export interface Unit {
  readonly cell: string;
  readonly plain: string;
  /** It must be the first of its cell, because it redeclares a name of an earlier one. */
  readonly first: boolean;
}

/** A program, cut into cells. */
export interface Program {
  readonly units: readonly Unit[];
  /** Whether a cell begins at that unit. */
  readonly cuts: readonly boolean[];
  /** Reads every name of the program at its end. */
  readonly last: string;
}

/** A random program: the same seed gives the same one. */
export function generateProgram(seed: number): Program {
  const choices = new Choices(seed);
  const generator = new Generator(choices);
  const count = 4 + choices.below(10);
  const units = Array.from({ length: count }, () => generator.unit());
  const cuts = units.map(({ first }) => first || choices.chance(0.4));
  return { units, cuts, last: generator.last() };
}

export function cellsOf({ units, cuts }: Program): string[] {
  const cells: string[] = [];
  units.forEach(({ cell }, i) => {
    if (cells.length === 0 || cuts[i]) cells.push(cell);
    else cells[cells.length - 1] += `\n${cell}`;
  });
  return cells;
}

export function scriptOf({ units }: Program): string {
  return units.map(({ plain }) => plain).join("\n");
}

class Generator {
  readonly #c: Choices;
  readonly #names: Names;
  readonly #e: Expressions;
  #label = 0;

  constructor(choices: Choices) {
    this.#c = choices;
    this.#names = new Names(choices);
    this.#e = new Expressions(choices, this.#names);
  }

  unit(): Unit {
    const c = this.#c;
    const roll = c.next();
    if (roll < 0.22) return this.#declaration();
    if (roll < 0.34) return this.#function();
    if (roll < 0.4) return this.#class();
    if (roll < 0.5) return this.#redeclaration();
    if (roll < 0.58) return this.#destructuring();
    if (roll < 0.64) return this.#deadZone();
    if (roll < 0.66)
      return both(`throw ${c.pick(["new Error('top')", "new TypeError(`t`)", "1"])};`);
    return both(this.#e.statement(2, true));
  }

  last(): string {
    const reads = this.#names.all
      .filter(({ hoisted }) => !hoisted)
      .map(
        ({ name }) =>
          `try { if (${name} !== undefined) log("${name}", ${name}); } catch (e) { if (!(e instanceof ReferenceError)) log("${name}", e); }`,
      );
    return reads.join("\n");
  }

  #declaration(): Unit {
    const type = this.#c.pick(["num", "num", "arr", "obj", "fn", "any"] as const);
    const kind = this.#c.pick(["const", "let", "let", "var"] as const);
    const init = this.#e.of(type, 3);
    const canRedeclare = this.#c.chance(0.4);
    const second = this.#c.chance(0.2)
      ? { type: "num" as const, init: this.#e.of("num", 2) }
      : null;
    if (kind !== "const" && type === "any" && this.#c.chance(0.3)) {
      const name = this.#names.declare("any", { writable: true, canRedeclare: false });
      return both(`${kind} ${name};`);
    }
    const name = this.#names.declare(type, {
      writable: kind !== "const" && !canRedeclare,
      canRedeclare,
    });
    let rest = "";
    if (second) {
      const other = this.#names.declare("num", { writable: kind !== "const", canRedeclare: false });
      rest = `, ${other} = ${second.init}`;
    }
    const end = this.#c.chance(0.2) ? "" : ";";
    const plainKind = kind === "const" && canRedeclare && rest === "" ? "let" : kind;
    if (kind === "const" && canRedeclare && rest !== "") this.#names.get(name).canRedeclare = false;
    return {
      cell: `${kind} ${name} = ${init}${rest}${end}`,
      plain: `;${plainKind} ${name} = ${init}${rest};`,
      first: false,
    };
  }

  #function(): Unit {
    const kind = this.#c.pick(["fn", "fn", "gen", "async", "asyncgen"] as const);
    const name = this.#names.fresh();
    const text = this.#e.functionText(kind, name, this.#c.chance(0.2) ? name : null);
    this.#names.add({ name, type: kind, writable: false, canRedeclare: false, hoisted: true });
    const use = this.#e.call(name, kind);
    return both(`${text}\nlog(${JSON.stringify(name)}, ${use});`);
  }

  #class(): Unit {
    const name = this.#names.fresh();
    const text = this.#e.classText(name);
    this.#names.add({ name, type: "class", writable: false, canRedeclare: false });
    return both(`${text}\nlog(new ${name}(${this.#e.of("num", 1)}).m());`);
  }

  /** The cell declares the name anew, as any kind; the plain script can only assign. */
  #redeclaration(): Unit {
    const old = this.#c.pick([...this.#names.all.filter((name) => name.canRedeclare), null]);
    if (!old) return this.#declaration();
    const name = old.name;
    const type = this.#c.pick(["num", "fn", "arr", "class", "function"] as const);
    this.#names.remove(old);
    let unit: Unit;
    if (type === "class") {
      const text = this.#e.classText(name);
      unit = { cell: text, plain: `${name} = ${text};`, first: true };
    } else if (type === "function") {
      const text = this.#e.functionText("fn", name, null);
      unit = {
        cell: text,
        plain: `${name} = (0, { ${name}: ${text.replace(/^function [^(]+/, "function ")} }).${name};`,
        first: true,
      };
    } else {
      const init = this.#e.of(type, 2);
      unit = {
        cell: `${this.#c.pick(["const", "let", "var"])} ${name} = ${init};`,
        plain: `${name} = ${init};`,
        first: true,
      };
    }
    const now: Name = {
      name,
      type: type === "function" ? "fn" : type,
      writable: false,
      canRedeclare: true,
    };
    this.#names.add(now);
    return unit;
  }

  #destructuring(): Unit {
    const kind = this.#c.pick(["const", "let", "var"] as const);
    const type = (t: NameType) =>
      this.#names.declare(t, { writable: kind !== "const", canRedeclare: false });
    const e = this.#e;
    switch (this.#c.below(5)) {
      case 0: {
        const [source, fallback] = [e.of("obj", 2), e.of("num", 2)];
        return both(
          `${kind} { a: ${type("any")}, b: ${type("num")} = ${fallback}, ...${type("obj")} } = ${source};`,
        );
      }
      case 1: {
        const [source, fallback] = [e.of("arr", 2), e.of("fn", 1)];
        return both(
          `${kind} [${type("any")}, , ${type("fn")} = ${fallback}, ...${type("arr")}] = [${e.of("num", 1)}, 1, undefined, ...${source}];`,
        );
      }
      case 2: {
        const source = e.of("obj", 1);
        const [x, y] = [type("any"), type("any")];
        return both(
          `${kind} { ${x} = 1, [${JSON.stringify("a")}]: ${y} = ${x} } = await ${source};`,
        );
      }
      case 3: {
        const [x, y] = [type("any"), type("any")];
        return both(`${kind} [${x} = () => ${y}, ${y} = 5] = [];\nlog(typeof ${x}, ${x}());`);
      }
      default: {
        const x = type("any");
        return both(`${kind} { a: { b: ${x} } } = ${e.of("obj", 1)};`);
      }
    }
  }

  #deadZone(): Unit {
    const x = this.#names.fresh();
    const kind = this.#c.pick(["let", "const"] as const);
    const n = ++this.#label;
    const caught = (code: string): string =>
      `try { log(${n}, ${code}); } catch (e) { log(${n}, e); }`;
    const texts = [
      `${caught(x)}\n${kind} ${x} = 1;\n${caught(x)}`,
      `${caught(`typeof ${x}`)}\n${kind} ${x} = 1;\n${caught(`typeof ${x}`)}`,
      `const f${x} = () => ${x};\n${caught(`f${x}()`)}\n${kind} ${x} = ${this.#e.of("num", 1)};\n${caught(`f${x}()`)}`,
      `${caught(`g${x}()`)}\nfunction g${x}() { return typeof ${x} + ${x}; }\n${kind} ${x} = 2;\n${caught(`g${x}()`)}`,
      `${caught(`new ${x}()`)}\nclass ${x} { v = ${this.#e.inFunction([], false, () => this.#e.of("num", 1))}; }\n${caught(`new ${x}().v`)}`,
      `try { ${x} = 5; } catch (e) { log(e); }\nlet ${x} = 1; ${x} += 1;\n${caught(x)}`,
      `const h${x} = () => { ${x}++; return ${x}; };\n${caught(`h${x}()`)}\nlet ${x} = 1;\n${caught(`h${x}()`)}`,
      `${caught(`u${x}`)}\n${caught(`typeof u${x}`)}\ntry { u${x} = 1; } catch (e) { log(e); }\n${caught(`(() => u${x})()`)}`,
      `const w${x} = () => { u${x} = 1; };\n${caught(`w${x}()`)}\n${caught(`(() => typeof u${x})()`)}`,
      `${kind} ${x} = 1;\n{ ${caught(x)} let ${x} = 2; ${caught(x)} }\n${caught(x)}`,
      `const ${x} = 1;\ntry { ${x} = 2; } catch (e) { log(e); }\ntry { (() => { ${x}++; })(); } catch (e) { log(e); }\ntry { [${x}] = [3]; } catch (e) { log(e); }\n${caught(x)}`,
      `const s${x} = { get v() { return ${x}; } };\n${caught(`s${x}.v`)}\nvar ${x} = 3;\n${caught(`s${x}.v`)}`,
    ];
    return both(this.#c.pick(texts));
  }
}

function both(text: string): Unit {
  return { cell: /^[[(`]/.test(text) ? `;${text}` : text, plain: `;${text}`, first: false };
}
