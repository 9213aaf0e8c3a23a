import { allGeneratedPositionsFor, originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { tokenizer, tokTypes } from "acorn";
import { describe, expect, test } from "vitest";
import { analyzeCell, parseCell, rewriteCell } from "../../kernels/source/index.ts";
import { Variables } from "../../kernels/typescript/runtime/variables.ts";
import { cellsOf, generateProgram } from "./generate-program.ts";
import { CellRunner, runAsCells, runAsScript } from "./run-program.ts";

async function logOf(...cells: string[]): Promise<string[]> {
  return (await runAsCells(cells)).log;
}

function rewrite(code: string, variables = new Variables()) {
  return rewriteCell(
    code,
    analyzeCell(parseCell(code)),
    variables.environment(() => false),
  );
}

describe("what random programs found", () => {
  test("a function assigned to a captured name takes that name", async () => {
    expect(
      await logOf(
        "let f = 1; const g = () => f;",
        "f = () => 1; log(f.name); f ||= 0; f &&= class {}; log(f.name)",
      ),
    ).toEqual(['"f"', '"f"']);
  });

  test("a default function in a pattern takes the name of a captured variable", async () => {
    expect(
      await logOf(
        "let { f = () => 1, ...r } = {}; const g = () => f;\nlog(f.name); [f = function () {}] = []; log(f.name)",
      ),
    ).toEqual(['"f"', '"f"']);
  });

  test("new on a class before its declaration is the usual error", async () => {
    expect(await logOf("try { new A(); } catch (e) { log(e); }\nclass A {}")).toEqual([
      "ReferenceError: Cannot access 'A' before initialization",
    ]);
  });

  test("an assignment before the declaration evaluates its right side first", async () => {
    expect(await logOf("try { x = log('right'); } catch (e) { log(e); }\nlet x = 1;")).toEqual([
      '"right"',
      "ReferenceError: Cannot access 'x' before initialization",
    ]);
  });

  test("await in a computed member of a class does not touch the class", async () => {
    expect(await logOf("class A { ['m' + (await 1)]() { return 2; } }\nlog(new A().m1())")).toEqual(
      ["2"],
    );
  });

  test("await beside a shadowing declaration of a block saves neither variable wrongly", async () => {
    expect(
      await logOf("let x = 1;\n{ await null; let x = 2; await null; log(x); }\nlog(x)", "log(x)"),
    ).toEqual(["2", "1", "1"]);
  });

  test("a declaration that throws half-way keeps what it had initialised", async () => {
    const runner = new CellRunner();
    await expect(runner.run("let a = 1, b = null.x, c = 3;")).rejects.toThrow(TypeError);
    expect(await runner.run("a")).toBe(1);
    await expect(runner.run("b")).rejects.toThrow("b is not defined");
    expect(await runner.run("const b = 2; b")).toBe(2);
  });
});

describe("a cell", () => {
  test("gives its last expression, also before comments and semicolons", async () => {
    const runner = new CellRunner();
    expect(await runner.run("const x = 2; x + 1; // three\n/* end */")).toBe(3);
    expect(await runner.run("x;;\n")).toBe(undefined);
    expect(await runner.run("({ x })")).toEqual({ x: 2 });
    expect(await runner.run("const y = 1;")).toBe(undefined);
  });

  test("declares a name again as every other kind", async () => {
    const runner = new CellRunner();
    const kinds = [
      "const n = 1;",
      "let n = 2;",
      "function n() { return 3; }",
      "class n {}",
      "var n = 5;",
      "let [n] = [6];",
    ];
    for (const a of kinds)
      for (const b of kinds) {
        await runner.run(a);
        await runner.run(b);
        await runner.run(b);
      }
    expect(await runner.run("n")).toBe(6);
  });

  test("closures of an earlier cell see what a later cell declares, assigns and declares again", async () => {
    const runner = new CellRunner();
    await runner.run("const read = () => later; const kind = () => typeof later;");
    expect(await runner.run("kind()")).toBe("undefined");
    await expect(runner.run("read()")).rejects.toThrow("later is not defined");
    await runner.run("let later = 1;");
    expect(await runner.run("read()")).toBe(1);
    await runner.run("later++;");
    expect(await runner.run("read()")).toBe(2);
    await runner.run("function later() {}");
    expect(await runner.run("kind()")).toBe("function");
  });

  test("assigning an undeclared name is the usual error and declares nothing", async () => {
    const runner = new CellRunner();
    await expect(runner.run("nowhere = 1")).rejects.toThrow("nowhere is not defined");
    await expect(runner.run("(() => { nowhere = 1; })()")).rejects.toThrow(
      "nowhere is not defined",
    );
    await expect(runner.run("nowhere")).rejects.toThrow("nowhere is not defined");
  });

  test("keeps its own names apart from names of the program that look the same", async () => {
    expect(
      await logOf("const $hf = 1, $hf_x = 2, e = 3; log($hf, $hf_x, e)", "log($hf + $hf_x)"),
    ).toEqual(["1 2 3", "3"]);
  });

  test("a shadowed global stays itself for everybody else", async () => {
    const before = globalThis.URL;
    expect(await logOf("const URL = 1; log(URL)", "log(URL); log(typeof globalThis.URL)")).toEqual([
      "1",
      "1",
      '"function"',
    ]);
    expect(globalThis.URL).toBe(before);
  });

  test("this and arguments of the cell are those of a module", async () => {
    expect(await logOf("log(this); try { arguments; } catch (e) { log(e); }")).toEqual([
      "undefined",
      "ReferenceError: arguments is not defined",
    ]);
    expect(await logOf("function f() { return arguments.length; } log(f(1, 2))")).toEqual(["2"]);
  });

  test("says the same as a script with labels, generators and getters over captured names", async () => {
    const program = `let n = 0; const bump = () => n++;
      outer: for (;;) { for (const k of [1, 2, 3]) { bump(); if (k > 1) break outer; else continue; } }
      function* count() { while (n < 5) yield n++; }
      const o = { get n() { return n; }, set n(v) { n = v; }, count };
      log([...o.count()], o.n); o.n = 9; log(n, \`\${n}\`, { n });`;
    expect(await runAsCells([program])).toEqual(await runAsScript(program));
  });
});

describe("positions", () => {
  test("every identifier leads back to its own line and column", () => {
    for (let seed = 1; seed <= 150; seed++) {
      const variables = new Variables();
      for (const cell of cellsOf(generateProgram(seed))) {
        const { code, map, declares } = rewrite(cell, variables);
        variables.capture(analyzeCell(parseCell(cell)));
        variables.declare(declares, Number.POSITIVE_INFINITY, () => false);
        const trace = new TraceMap(map() as never);
        const lines = code.split("\n");
        for (const token of tokenizer(cell, {
          ecmaVersion: "latest",
          sourceType: "module",
          locations: true,
          allowAwaitOutsideFunction: true,
        })) {
          const name = cell.slice(token.start, token.end);
          if (token.type !== tokTypes.name || name === "let" || name === "async") continue;
          const { line, column } = token.loc!.start;
          const places = allGeneratedPositionsFor(trace, { source: "cell.js", line, column });
          const texts = places.map((place) =>
            lines[place.line! - 1]!.slice(place.column!, place.column! + 90),
          );
          const where = `seed ${seed}, ${name} at ${line}:${column} of\n${cell}\n${JSON.stringify(texts)}`;
          expect(
            texts.some((text) => text.includes(name) || /^0/.test(text)),
            where,
          ).toBe(true);
          for (const place of places)
            expect(
              originalPositionFor(trace, { line: place.line!, column: place.column! }),
            ).toMatchObject({ line, column });
        }
      }
    }
  });
});

describe("direct eval", () => {
  test("sees and changes variables of this cell and of earlier ones", async () => {
    expect(
      await logOf(
        "let a = 1; const c = 5;",
        "let b = 2; log(eval('a + b')); eval('a = 7; b++'); log(a, b); log(eval('({ a, c })'))",
        "log(a, b); try { eval('c = 1') } catch (e) { log(e) }",
      ),
    ).toEqual(["3", "7 3", "{a: 7, c: 5}", "7 3", "TypeError: Assignment to constant variable."]);
  });

  test("prefers names of the functions and blocks around it, and declares nothing outside", async () => {
    expect(
      await logOf(
        "let a = 1, b = 2;",
        "function f(a) { { const b = 3; return eval('var z = a + b; z'); } } log(f(10))",
        "log(eval('let a = 5; a'), a); log(eval(42), eval('eval(\"a + 1\")'))",
        "try { log(typeof z, eval('}')); } catch (e) { log(e.name) }",
      ),
    ).toEqual(["13", "5 1", "42 2", '"SyntaxError"']);
  });

  test("in a function, or making one, sees what later cells assign", async () => {
    expect(
      await logOf(
        "let n = 1; const see = eval('() => n'); function any(code) { return eval(code); }",
        "n = 2; log(see()); let later = 'x'; log(any('later')); later = 'y'; log(any('later'))",
        "const late = any('() => unborn');",
        "let unborn = 3; log(late())",
      ),
    ).toEqual(["2", '"x"', '"y"', "3"]);
  });
});
