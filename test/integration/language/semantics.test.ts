import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NotebookDriver, texts, Workbench } from "../fixtures/notebook-driver.ts";

let bench: Workbench;
let driver: NotebookDriver;

beforeAll(async () => {
  bench = await Workbench.open();
  driver = await bench.notebook("semantics.ipynb", []);
});
afterAll(async () => {
  await bench.close();
  expect(bench.faults).toEqual([]);
});

describe("declarations", () => {
  test("a later cell declares a name again as any other kind, also as enum, namespace, interface and type", async () => {
    const kinds = [
      "const again = 'const';",
      "let again = 'let';",
      "class again { static toString() { return 'class'; } }",
      "function again() {}\nagain.toString = () => 'function';",
      "enum again { A, B }",
      "namespace again { export const n = 1; }",
      "interface again { a: string }",
      "type again = number;",
      "var again = 'var';",
    ];
    for (const kind of [...kinds, ...kinds.toReversed()])
      expect(await driver.last(kind, kind)).not.toContainEqual(expect.stringMatching(/Error/));
    expect(await driver.last("const again = 'end'; again")).toEqual(["'end'"]);
  });

  test("an enum or a namespace that runs again has no members of before", async () => {
    expect(await driver.last("enum E { A, B }", "enum E { C }", "Object.keys(E).join()")).toEqual([
      "'0,C'",
    ]);
    expect(
      await driver.last(
        "namespace N { export const a = 1 }",
        "namespace N { export const b = 2 }",
        "Object.keys(N)",
      ),
    ).toEqual(["[ 'b' ]"]);
  });

  test("an enum that is declared in two parts of one cell has the members of both", async () => {
    expect(await driver.last("enum P { A } enum P { B = 5 }\nObject.keys(P).join()")).toEqual([
      "'0,5,A,B'",
    ]);
  });

  test("destructuring with defaults and rest, from an awaited value", async () => {
    expect(
      await driver.last(
        "const { a, b: [c = 5, ...d], ...e } = await Promise.resolve({ a: 1, b: [undefined, 2, 3], f: 4 });",
        "[a, c, d, e]",
      ),
    ).toEqual(["[ 1, 5, [ 2, 3 ], { f: 4 } ]"]);
  });

  test("a cell that throws half-way keeps what it had assigned", async () => {
    expect(
      await driver.last(
        "let half = 1; half = 2; let other = 3; throw new Error('x'); let never = 4;",
        "[half, other]",
      ),
    ).toEqual(["[ 2, 3 ]"]);
    expect(await driver.last("never")).toEqual([
      expect.stringMatching(
        /^ReferenceError: never is not defined\. `never` is missing because cell \[\d+\] ended before it was declared$/,
      ),
    ]);
  });

  test("a name whose initialiser threw can be declared again", async () => {
    expect(
      await driver.last("const failed = (() => { throw new Error('x'); })();", "failed"),
    ).toEqual([
      expect.stringMatching(
        /^ReferenceError: failed is not defined\. `failed` is missing because cell \[\d+\] ended before it was declared$/,
      ),
    ]);
    expect(await driver.last("const failed = 1; failed")).toEqual(["1"]);
  });

  test("a shadowed global touches nobody else", async () => {
    const own = await bench.notebook("shadows.ipynb", []);
    const say = async (source: string) => texts(await own.eval(source));
    await say(
      "const URL = 'mine', Array = 1, Promise = 2, console = 3, JSON = 4, Object = 5, Error = 6, Symbol = 7;",
    );
    expect(await say("const f = async () => URL; await f()")).toEqual(["'mine'"]);
    expect(
      await say(
        "const { URL: Real } = await import('node:url'); [new Real('http://a.b/c').host, globalThis.URL === Real]",
      ),
    ).toEqual(["[ 'a.b', true ]"]);
    expect(await say("Promise.resolve(1)")).toEqual([
      "TypeError: Promise.resolve is not a function",
    ]);
  });
});

describe("a cell that breaks the globals of its process", () => {
  test("breaks what cells see, and not the kernel", async () => {
    const own = await bench.notebook("poison.ipynb", []);
    const say = async (source: string) => texts(await own.eval(source));
    const names =
      "Promise JSON Object Array Map Set Error Symbol String Date RegExp Reflect Proxy Buffer URL WeakMap process";
    expect(
      await say(
        `const found = globalThis as any; const spare: any = {};
        for (const name of ${JSON.stringify(names)}.split(" ")) { spare[name] = found[name]; found[name] = undefined; }
        for (const name of ["setTimeout", "setImmediate", "queueMicrotask", "performance"]) found[name] = 5;
        console.log("broken")`,
      ),
    ).toEqual(["stdout: broken\n"]);
    expect(await say("await null; [{ a: 1 }, { a: 2 }].map((row) => row.a)")).toEqual(["[ 1, 2 ]"]);
    expect(await say("[{ a: 1 }]")).toEqual(["a\n1\n1 of 1 rows"]);
    expect(await say("typeof Promise")).toEqual(["'undefined'"]);
    expect(await say("null.x")).toEqual([
      "TypeError: Cannot read properties of null (reading 'x')",
    ]);
    expect(await say("(await import('node:path')).sep")).toEqual(["'/'"]);
    expect(
      await say(
        "for (const name in spare) found[name] = spare[name]; Promise.resolve(4) instanceof Promise",
      ),
    ).toEqual(["true"]);
  });
});

describe("closures", () => {
  test("see live variables across cells", async () => {
    expect(
      await driver.last(
        "let live = 1; const read = () => live; const write = (v: number) => { live = v; };",
        "live = 2; read()",
      ),
    ).toEqual(["2"]);
    expect(await driver.last("write(7); live", "live + read()")).toEqual(["14"]);
    expect(await driver.last("const live = 'new'; read()")).toEqual(["'new'"]);
  });

  test("of a running timer and of a promise see them too", async () => {
    expect(
      await driver.last(
        "let ticks = 0; const started = new Promise<void>((done) => setTimeout(() => { ticks++; done(); }, 1));",
        "await started; ticks",
      ),
    ).toEqual(["1"]);
  });
});

describe("await, for await and using", () => {
  test("stand at the top level", async () => {
    expect(
      await driver.last(
        "async function* g() { yield 1; yield 2; }\nlet sum = 0; for await (const v of g()) sum += v; await sum",
      ),
    ).toEqual(["3"]);
  });

  test("using closes at the end of its cell, in reverse order, also after an error", async () => {
    const open =
      "const opened: string[] = []; const res = (n: string) => ({ [Symbol.dispose ?? Symbol.for('dispose')]() { opened.push(n); } });";
    await driver.last(open);
    expect(
      await driver.last(
        "using a1 = res('a'); using b1 = res('b'); opened.push('body');",
        "opened.join()",
      ),
    ).toEqual(["'body,b,a'"]);
    await driver.last("opened.length = 0; using c1 = res('c'); throw new Error('x');");
    expect(await driver.last("opened.join()")).toEqual(["'c'"]);
    expect(
      await driver.last(
        "opened.length = 0; { using d1 = res('d'); } await using e1 = { async [Symbol.asyncDispose]() { await null; opened.push('e'); } };",
        "opened.join()",
      ),
    ).toEqual(["'d,e'"]);
  });
});

describe("the result", () => {
  test("is the last expression, also before comments and semicolons", async () => {
    expect(await driver.last("1 + 1 // two")).toEqual(["2"]);
    expect(await driver.last("1 + 2;\n\n/* three */\n// end\n")).toEqual(["3"]);
    expect(await driver.last("'use strict'")).toEqual(["'use strict'"]);
    expect(await driver.last("await Promise.resolve(4)")).toEqual(["4"]);
    expect(await driver.last("({ a: 1 })")).toEqual(["{ a: 1 }"]);
    expect(await driver.last("x5 = 1")).toEqual([
      "ReferenceError: x5 is not defined. A new variable is declared with const or let: const x5 = …",
    ]);
  });

  test("is the last expression also behind erased imports and types", async () => {
    expect(await driver.last("import type { Stats } from 'node:fs';\n5")).toEqual(["5"]);
    expect(await driver.last("6;\nexport type A = 1;\ninterface B {}\nexport {};")).toEqual(["6"]);
  });

  test("that is a promise is shown as one; await gives its value", async () => {
    expect(await driver.last("Promise.resolve(4)")).toEqual(["Promise { 4 }"]);
    expect(await driver.last("new Promise(() => {})")).toEqual(["Promise { <pending> }"]);
  });

  test("undefined, declarations, an empty cell and comments show nothing", async () => {
    for (const source of [
      "undefined",
      "void 0",
      "const shown = 1",
      "",
      "// nothing",
      "if (true) { 1 }",
      ";",
    ])
      expect(await driver.last(source), source).toEqual([]);
  });

  test("null and falsy values show", async () => {
    expect(await driver.last("null")).toEqual(["null"]);
    expect(await driver.last("0")).toEqual(["0"]);
    expect(await driver.last("''")).toEqual(["''"]);
  });
});

describe("eval", () => {
  test("sees and changes the variables of the notebook", async () => {
    expect(await driver.last("let seen = 2;", "eval('seen * 21')")).toEqual(["42"]);
    expect(await driver.last("eval('seen = 5'); seen", "seen")).toEqual(["5"]);
  });
});
