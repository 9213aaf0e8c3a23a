import type { Names } from "./generate-names.ts";
import type { Choices } from "./random.ts";

type ValueType = "num" | "arr" | "obj" | "fn" | "any";

/** Random expressions and statements over the names that a program has declared. */
export class Expressions {
  readonly #c: Choices;
  readonly #names: Names;
  #n = 0;
  /** Whether `await` may stand here. */
  #canAwait = true;
  #locals: string[] = [];

  constructor(choices: Choices, names: Names) {
    this.#c = choices;
    this.#names = names;
  }

  of(type: ValueType, depth: number): string {
    switch (type) {
      case "num":
        return this.#num(depth);
      case "arr":
        return this.#arr(depth);
      case "obj":
        return this.#obj(depth);
      case "fn":
        return this.#fn(depth);
      case "any":
        return this.of(this.#c.pick(["num", "arr", "obj", "fn"]), depth);
      default:
        return type satisfies never;
    }
  }

  /** The value of a call of a function of that kind. */
  call(name: string, kind: "fn" | "gen" | "async" | "asyncgen"): string {
    const args = `${this.of("num", 1)}`;
    switch (kind) {
      case "gen":
        return `[...${name}(${args})]`;
      case "async":
        return this.#canAwait ? `await ${name}(${args})` : `typeof ${name}`;
      case "asyncgen":
        return this.#canAwait ? `(await ${name}(${args}).next()).value` : `typeof ${name}`;
      default:
        return this.#c.pick([
          `${name}(${args})`,
          `${name}?.(${args})`,
          `${name}\`t\${${args}}\``,
          `${name}.call({ a: 1 }, ${args})`,
          `({ ${name} }).${name}(${args})`,
          `[1].map(${name})[0]`,
        ]);
    }
  }

  functionText(
    kind: "fn" | "gen" | "async" | "asyncgen",
    name: string,
    recursive: string | null,
  ): string {
    const star = kind === "gen" || kind === "asyncgen" ? "*" : "";
    const isAsync = kind === "async" || kind === "asyncgen";
    const body = this.inFunction(["p", "q", "r"], isAsync, () => {
      const again = recursive ? `if (p > 100) return ${recursive}(0);` : "";
      const yields = star ? `yield p; yield ${this.of("num", 1)};` : "";
      return `tick(); ${again} ${this.statement(1, false)} ${yields} return ${this.of("num", 2)};`;
    });
    const fallback = this.inFunction(["p"], false, () => this.of("num", 1));
    return `${isAsync ? "async " : ""}function${star} ${name}(p, q = ${fallback}, ...r) { ${body} }`;
  }

  classText(name: string): string {
    const parent = this.#names.find("class");
    const extend = parent !== undefined && this.#c.chance(0.4) ? parent : null;
    const inside = (f: () => string): string => this.inFunction(["z"], false, f);
    const members = [
      inside(() => `static s = ${this.of("num", 1)};`),
      inside(() => `f = ${this.of("num", 2)};`),
      inside(() => `#p = ${this.of("num", 1)}; get p() { return this.#p; }`),
      inside(() => `static { log("static", ${name}.name, ${this.of("num", 1)}); }`),
      inside(() => `static make() { return new ${name}(1); }`),
      inside(() => `get g() { return ${this.of("num", 1)}; } set g(z) { ${this.#assign()} }`),
      inside(() => `async later(z) { await null; return ${this.of("num", 1)}; }`),
      `["c" + ${this.of("num", 1)}]() {}`,
    ].filter(() => this.#c.chance(0.35));
    const m = inside(
      () => `m(z = 1) { tick(); ${this.statement(1, false)} return ${this.of("num", 2)}; }`,
    );
    const construct =
      extend && this.#c.chance(0.5) ? `constructor(z) { super(z); this.z = z; }` : "";
    return `class ${name}${extend ? ` extends ${extend}` : ""} { ${members.join(" ")} ${construct} ${m.replaceAll("z;", "z;")} }`;
  }

  /** A statement that declares nothing for others. */
  statement(depth: number, atTop: boolean): string {
    const c = this.#c;
    const n = `n${++this.#n}`;
    const num = (): string => this.of("num", depth);
    const inner = (): string => (depth > 0 ? this.statement(depth - 1, false) : `log(${num()});`);
    const within = (...locals: string[]): string => this.#withLocals(locals, inner);
    const statements: (() => string)[] = [
      () => `log(${num()}, ${this.of("any", depth)});`,
      () => this.#assign(),
      () => this.#assign(),
      () => `if (${num()} > 1) { ${inner()} } else { ${inner()} }`,
      () => `for (let ${n} = 0; ${n} < 3; ${n}++) { tick(); ${within(n)} }`,
      () =>
        `for (let ${n} = 0, f${n} = []; ${n} < 3; ${n}++) { f${n}.push(() => ${n} + ${this.inFunction([], false, num)}); if (${n} === 2) log(f${n}.map((f) => f())); }`,
      () => `for (const ${n} of ${this.of("arr", 1)}) { tick(); ${within(n)} }`,
      () =>
        `for (const [${n}, { length: l${n} = 1 }] of [[1, "ab"], [${num()}, []]]) { log(${n}, l${n}); }`,
      () => `for (const ${n} in ${this.of("obj", 1)}) { log(${JSON.stringify(n)}, ${n}); }`,
      () =>
        `l${n}: for (let ${n} = 0; ${n} < 3; ${n}++) { for (const k of [1, 2]) { tick(); if (k === ${n}) continue l${n}; if (${n} > ${num()}) break l${n}; ${within(n)} } }`,
      () =>
        `try { ${inner()} ${this.#c.chance(0.5) ? `throw new Error(String(${num()}));` : ""} } catch (e) { log(e); } finally { ${inner()} }`,
      () => `try { ${inner()} null.x; } catch ({ name: ${n} }) { log(${n}); }`,
      () => `try { (${this.of("any", 1)}).nope(); } catch { ${inner()} }`,
      () => `{ let ${n} = ${num()}; const k${n} = () => ${n}++; k${n}(); ${within(n)} log(${n}); }`,
      () =>
        `{ function g${n}(p) { tick(); return p + ${this.inFunction(["p"], false, num)}; } log(g${n}(1)); }`,
      () =>
        `switch (${num()} % 2) { case 0: let ${n} = 1; log(${n}); break; case 1: { ${inner()} } default: log("d"); }`,
      () => `do { tick(); ${inner()} } while (${num()} > 1e9);`,
      () => `log(typeof ${this.#anyName()}, typeof undeclared${n});`,
      () => this.#shadow(n),
      () => this.#destructuringAssignment(),
      () =>
        `log(${this.#anyName()}?.name, new.target === undefined);`.replace(
          ", new.target === undefined",
          atTop ? "" : "",
        ),
    ];
    if (this.#canAwait) {
      statements.push(
        () => `log(await ${num()});`,
        () => `await null; ${this.#assign()}`,
        () => `for await (const ${n} of [Promise.resolve(1), ${num()}]) { tick(); ${within(n)} }`,
        () => `try { await Promise.reject(new Error("r")); } catch (e) { log(e); ${inner()} }`,
        () =>
          `log(await Promise.all([1, ${num()}].map(async (k) => { await null; return k + 1; })));`,
        () => this.#assignAwaited(),
        () => `{ await null; let ${this.#anyName()} = 1; await null; }`,
        () => `for (const ${this.#anyName()} of [await 1, 2]) { await null; }`,
      );
    }
    if (atTop) {
      const v = this.#names.fresh();
      const declare = (): void =>
        this.#names.add({ name: v, type: "num", writable: true, canRedeclare: false });
      statements.push(() => {
        const text = `for (var ${v} = 0; ${v} < 2; ${v}++) { tick(); ${inner()} }`;
        declare();
        return text;
      });
      statements.push(() => {
        const text = `if (${num()} > 0) { var ${v} = ${num()}; } else { var ${v}; }\nlog(${v});`;
        declare();
        return text;
      });
      statements.push(() => {
        const text = `for (var ${v} of [1, 2]) { setTimeout(() => ${v}, 0); }`;
        declare();
        return text;
      });
      statements.push(() => `var ${v} = 1; var ${v}; var ${v} = ${v} + 1; log(${v});`);
    }
    return c.pick(statements)();
  }

  #num(depth: number): string {
    const c = this.#c;
    const leaf = (): string => {
      const found = c.chance(0.7) ? this.#names.find("num") : undefined;
      if (this.#locals.length > 0 && c.chance(0.25)) return `(+${c.pick(this.#locals)} || 0)`;
      return found ?? String(c.below(10));
    };
    if (depth <= 0) return leaf();
    const sub = (): string => this.#num(depth - 1);
    const fn = this.#names.find("fn");
    const gen = this.#names.find("gen");
    const asyncFn = this.#names.find("async");
    const asyncGen = this.#names.find("asyncgen");
    const cls = this.#names.find("class");
    const write = this.#names.find("num", { writable: true });
    const options = [
      leaf,
      leaf,
      () => `(${sub()} + ${sub()})`,
      () => `(${sub()} * 2 % 7)`,
      () => `(${sub()} > 2 ? ${sub()} : ${sub()})`,
    ];
    options.push(
      () => `\`\${${sub()}}\`.length`,
      () => `${this.#arr(0)}.length`,
      () => `(${sub()}, ${sub()})`,
    );
    if (write) {
      options.push(
        () => `${write}++`,
        () => `--${write}`,
        () => `(${write} ${c.pick(["+=", "-=", "=", "|=", "??=", "||=", "&&="])} ${sub()})`,
      );
    }
    if (fn)
      options.push(
        () => this.call(fn, "fn"),
        () => `${fn}.length`,
        () => `${fn}.name`,
      );
    if (gen) options.push(() => this.call(gen, "gen"));
    if (asyncFn) options.push(() => `(${this.call(asyncFn, "async")})`);
    if (asyncGen) options.push(() => `(${this.call(asyncGen, "asyncgen")})`);
    if (cls)
      options.push(
        () => `new ${cls}(${sub()}).m()`,
        () => `${cls}.name`,
        () => `${cls}.s`,
        () => `(new ${cls} instanceof ${cls})`,
      );
    return c.pick(options)();
  }

  #arr(depth: number): string {
    const found = this.#names.find("arr");
    if (found && this.#c.chance(0.5)) return found;
    if (depth <= 0) return "[1, 2]";
    return this.#c.pick([
      () => `[${this.#num(depth - 1)}, ${this.#num(depth - 1)}]`,
      () => `[...${this.#arr(depth - 1)}, ${this.#num(0)}].slice(0, 6)`,
      () =>
        `${this.#arr(depth - 1)}.map((p) => p + ${this.inFunction(["p"], false, () => this.#num(depth - 1))})`,
    ])();
  }

  #obj(depth: number): string {
    const found = this.#names.find("obj");
    if (found && this.#c.chance(0.4)) return found;
    const name = this.#anyName();
    const num = (): string => this.#num(depth - 1);
    return this.#c.pick([
      () => `{ a: ${num()}, b: ${num()} }`,
      () => `{ a: { b: ${num()} }, c: 1 }`,
      () => `{ ${name}, ...${this.#names.find("obj") ?? "null"} }`,
      () => `{ get a() { return ${this.inFunction([], false, num)}; }, [\`k\${${num()}}\`]: 1 }`,
      () =>
        `{ f() { return ${this.inFunction([], false, num)}; }, g: () => ${this.inFunction([], false, num)} }`,
    ])();
  }

  #fn(depth: number): string {
    const body = (): string => this.inFunction(["p"], false, () => this.#num(depth - 1));
    return this.#c.pick([
      () => `(p = 1) => ${body()}`,
      () => `function (p) { tick(); return (typeof this) + ${body()}; }`,
      () => `function own(p) { tick(); return own.name + ${body()}; }`,
      () =>
        `(p) => { tick(); ${this.inFunction(["p"], false, () => this.statement(depth > 1 ? 1 : 0, false))} return p; }`,
      () => `({ a: p } = {}, { length } = "abc") => [p, length, ${body()}].length`,
    ])();
  }

  #assign(): string {
    const num = this.#names.find("num", { writable: true });
    const fn = this.#names.find("fn", { writable: true });
    const arr = this.#names.find("arr");
    const options: string[] = [];
    if (num)
      options.push(
        `${num} ${this.#c.pick(["=", "+=", "*=", "-=", "**="])} ${this.#num(1)};`,
        `${num}++;`,
      );
    if (fn)
      options.push(
        `${fn} = ${this.#fn(1)}; log(${fn}.name);`,
        `${fn} &&= ${this.#fn(1)}; log(${fn}.name);`,
      );
    if (arr)
      options.push(
        `${arr}.push(${this.#num(1)}); ${arr}.splice(4);`,
        `${arr}[0] = ${this.#num(1)};`,
      );
    return options.length > 0 ? this.#c.pick(options) : `log(${this.#num(1)});`;
  }

  #assignAwaited(): string {
    const num = this.#names.find("num", { writable: true });
    return num ? `${num} += await (${num}++, ${this.#num(1)}); log(${num});` : "await undefined;";
  }

  #destructuringAssignment(): string {
    const a = this.#names.find("num", { writable: true });
    const b = this.#names.find("num", { writable: true });
    const f = this.#names.find("fn", { writable: true });
    if (!a || !b) return "log(0);";
    const options = [
      `[${a}, ${b}] = [${b}, ${a}];`,
      `({ a: ${a}, ${b} = 4 } = { a: ${this.#num(1)} });`,
      `({ ${a}, ${b} } = { ${a}, ${b} });`,
      `for (${a} of [1, 2]) { log(${a}); }`,
      `for ({ a: ${a} = 3, ...r.x } of [{}, { a: 1, c: 2 }]) { log(${a}); }`.replace(
        ", ...r.x",
        "",
      ),
      `[${a} = ${this.#num(1)}, , ...[${b}]] = [undefined, 1, 2];`,
    ];
    if (f)
      options.push(
        `[${f} = () => 1] = []; log(${f}.name);`,
        `({ ${f} = function () { return 1; } } = {}); log(${f}.name);`,
      );
    return this.#c.pick(options);
  }

  #shadow(n: string): string {
    const name = this.#anyName();
    return this.#c.pick([
      `((${name}) => log(${name}))(1);`,
      `{ let ${name} = "in"; log(${name}, (() => ${name})()); }`,
      `(function () { var ${name} = "own"; log({ ${name} }); })();`,
      `try { throw 1; } catch (${name}) { log(${name}); }`,
      `(function ${name}() { log(typeof ${name}); })();`,
      `for (const ${name} of [1]) { log(${name}); }`,
      `((${n}, { ${name} = 2 } = {}) => log(${name}))(1);`,
      `${n}: { log(${name} === ${name}); break ${n}; }`,
      `log(class ${name} { static q = typeof ${name}; }.q);`,
    ]);
  }

  #anyName(): string {
    const { all } = this.#names;
    return all.length > 0 ? this.#c.pick(all).name : "Math";
  }

  #withLocals(locals: readonly string[], make: () => string): string {
    const before = this.#locals;
    this.#locals = [...before, ...locals];
    const text = make();
    this.#locals = before;
    return text;
  }

  inFunction(locals: readonly string[], canAwait: boolean, make: () => string): string {
    const before = this.#canAwait;
    this.#canAwait = canAwait;
    const text = this.#withLocals(locals, make);
    this.#canAwait = before;
    return text;
  }
}
