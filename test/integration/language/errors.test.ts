import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CellState } from "../../../kernels/protocol/index.ts";
import { type NotebookDriver, texts, Workbench } from "../fixtures/notebook-driver.ts";

let bench: Workbench;
let driver: NotebookDriver;

beforeAll(async () => {
  bench = await Workbench.open();
  driver = await bench.notebook("errors.ipynb", []);
});
afterAll(async () => {
  await bench.close();
  expect(bench.faults).toEqual([]);
});

function traceback(cell: CellState): string {
  const error = cell.outputs.find((output) => output.output_type === "error");
  return error ? stripVTControlCharacters(error.traceback.join("\n")) : "";
}

async function failure(source: string): Promise<string> {
  return traceback(await driver.eval(source));
}

describe("an error of a cell", () => {
  test("has name, message, its own line and column, and a code frame with a caret", async () => {
    const text = await failure(
      "interface T { a: number }\nconst value: T | null = null as any;\n\nconst out: number = value!.a;\nout",
    );
    expect(text).toContain("TypeError: Cannot read properties of null (reading 'a')");
    expect(text).toMatch(/at cell \[\d+\]:4:28/);
    expect(text).toContain(
      "> 4 | const out: number = value!.a;\n    |                            ^",
    );
  });

  test("keeps its position after types, enums and emoji of the same line", async () => {
    expect(
      await failure(
        "enum E { A, B }\nconst 😀x = 1".replace("😀x", "ñ") +
          "; type Q<T> = T[]; const s: string = '😀'; throw new RangeError(s);",
      ),
    ).toMatch(/RangeError: 😀[\s\S]*at cell \[\d+\]:2:\d+/);
  });

  test("shows the functions of other cells it passed through, and no internal frames", async () => {
    await driver.eval(
      "let calls = 0;\nfunction outer<T>(f: () => T): T {\n  calls++;\n  return f();\n}",
    );
    const text = await failure("const inner = () => { throw new Error('deep'); };\nouter(inner)");
    expect(text).toMatch(
      /at inner \(cell \[\d+\]:1:29\)\n.*at outer \(cell \[\d+\]:4:10\)\n.*at cell \[\d+\]:2:1/,
    );
    expect(text).not.toMatch(/node:|tinypool|kernels\/|\$hf/);
  });

  test("has the async stack of the functions that awaited", async () => {
    const text = await failure(
      "async function load() {\n  await null;\n  throw new Error('late');\n}\nasync function page() {\n  await load();\n}\nawait page()",
    );
    expect(text).toMatch(
      /at load \(cell \[\d+\]:3:9\)\n.*at async page \(cell \[\d+\]:6:3\)\n.*at async cell \[\d+\]:8:1|at load \(cell \[\d+\]:3:9\)\n.*at async page \(cell \[\d+\]:6:3\)\n.*at cell \[\d+\]:8:1/,
    );
  });

  test("shows the chain of its causes", async () => {
    const text = await failure(
      "try {\n  JSON.parse('{');\n} catch (cause) {\n  throw new Error('outer', { cause: new TypeError('middle', { cause }) });\n}",
    );
    expect(text).toMatch(
      /Error: outer[\s\S]*Caused by:\nTypeError: middle[\s\S]*Caused by:\nSyntaxError: /,
    );
  });

  test("shows own classes of errors and the errors of an AggregateError", async () => {
    expect(
      await failure(
        "class Missing extends Error { name = 'Missing'; }\nthrow new Missing('no file')",
      ),
    ).toContain("Missing: no file");
    expect(
      await failure(
        "await Promise.any([Promise.reject(new Error('one')), Promise.reject(new TypeError('two'))])",
      ),
    ).toMatch(/AggregateError[\s\S]*Error: one[\s\S]*TypeError: two/);
  });

  test("is told for anything that is thrown", async () => {
    expect(texts(await driver.eval("throw 'text'"))).toEqual(["Error: text"]);
    expect(texts(await driver.eval("throw { code: 1 }"))).toEqual(["Error: { code: 1 }"]);
    expect(texts(await driver.eval("throw undefined"))).toEqual(["Error: undefined"]);
    expect(texts(await driver.eval("throw null"))).toEqual(["Error: null"]);
    expect(
      texts(await driver.eval("throw new Proxy({}, { get() { throw new Error('trap'); } })"))[0],
    ).toMatch(/^Error: /);
    expect(
      texts(
        await driver.eval(
          "const hostile = new Error('x'); Object.defineProperty(hostile, 'stack', { get() { throw 1; } }); throw hostile",
        ),
      ),
    ).toEqual(["Error: x"]);
  });

  test("whose every part throws is told, and the kernel lives on", async () => {
    await driver.eval("const alive = 'alive';");
    const hostile = `class Hostile extends Error {
      get name(): string { throw 1; }
      get message(): string { throw this; }
      get stack(): string { throw null; }
      get cause(): unknown { throw 2; }
      get code(): string { throw 3; }
      get errors(): unknown { throw 4; }
      toString(): string { throw 5; }
    }`;
    expect(texts(await driver.eval(`${hostile}\nthrow new Hostile()`))).toEqual(["Hostile: "]);
    expect(
      texts(
        await driver.eval(
          "void Promise.reject(new Hostile()); await new Promise(setImmediate); alive",
        ),
      ),
    ).toEqual(["Hostile: ", "'alive'"]);
    const strange = [
      "throw Object.assign(new Error(), { message: Symbol('m'), stack: 5, cause: { get a() { throw 1; } } })",
      "throw { get [Symbol.toStringTag]() { throw 1; }, [Symbol.for('nodejs.util.inspect.custom')]() { throw 2; } }",
      "throw Object.create(null)",
      "throw new Proxy(new Error('inside'), { getPrototypeOf() { throw 1; } })",
      "const loop: Error & { cause?: unknown } = new Error('round'); loop.cause = loop; throw loop",
      "throw new AggregateError([], 'none')",
      "throw new DOMException('gone', 'AbortError')",
      "throw function thrown() {}",
    ];
    for (const source of strange) {
      const cell = await driver.eval(source);
      expect(cell.outputs, source).toHaveLength(1);
      expect(cell.outputs[0]!.output_type, source).toBe("error");
    }
    expect(texts(await driver.eval("alive"))).toEqual(["'alive'"]);
  });

  test("or a value that never ends to describe itself can be stopped, and the variables are kept", async () => {
    await driver.eval("let before = 5;");
    for (const source of [
      "throw new (class extends Error { get cause(): unknown { console.log('shows'); for (;;); } })()",
      "({ [Symbol.for('Jupyter.display')]() { console.log('shows'); for (;;); } })",
      "({ [Symbol.for('nodejs.util.inspect.custom')]() { console.log('shows'); for (;;); } })",
      "({ async [Symbol.for('Jupyter.display')]() { console.log('shows'); await null; for (;;) await null; } })",
    ]) {
      const id = await driver.add(source);
      await driver.start(id);
      await driver.until(() => texts(driver.cell(id)).includes("stdout: shows\n"));
      await driver.operate({ type: "cancel", cellIds: [id] });
      await driver.until((state) => state.executions.length === 0);
      expect(driver.cell(id).run.outcome, source).toBe("cancelled");
      expect(texts(await driver.eval("before")), source).toEqual(["5"]);
    }
  });

  test("ends the process only after what the cell printed", async () => {
    const own = await bench.notebook("exits.ipynb", ["console.log('last');\nprocess.exit(7);"]);
    expect(texts(await own.run("c1"))[0]).toBe("stdout: last\n");
  });
});

describe("a syntax error", () => {
  test("has its own line, column and code frame, and runs nothing of the cell", async () => {
    const text = await failure("let ran = 1;\nconst = 2;");
    expect(text).toMatch(/^SyntaxError: /);
    expect(text).toContain("> 2 | const = 2;\n    |       ^");
    expect(texts(await driver.eval("ran"))).toEqual(["ReferenceError: ran is not defined"]);
  });

  test("of a name declared twice in one cell points at the second", async () => {
    expect(await failure("const twice = 1;\nconst twice = 2;")).toMatch(
      /SyntaxError: .*twice[\s\S]*:2:7|SyntaxError: .*twice[\s\S]*:1:7/,
    );
  });

  test("tells about await in a function that is not async", async () => {
    const text = await failure("function load() {\n  return await fetch('x');\n}");
    expect(text).toMatch(/^SyntaxError: .*await/);
    expect(text).toMatch(/:2:10/);
  });

  test("is told for what V8 refuses and parsers accept", async () => {
    expect(await failure("const r = /[/;")).toMatch(/^SyntaxError/);
    expect(await failure("return 5")).toMatch(/^SyntaxError: .*return/i);
    expect(await failure("class A { #x; m() { return this.#y; } }")).toMatch(/^SyntaxError: .*#?y/);
    expect(await failure("break;")).toMatch(/^SyntaxError/);
    expect(await failure("const { a, a } = {};")).toMatch(/^SyntaxError/);
    expect(await failure("08")).toMatch(/^SyntaxError/);
  });
});

describe("an error that nobody catches", () => {
  test("of a promise is shown under the cell that started it, and the kernel lives on", async () => {
    await driver.eval("const keep = 5;");
    const cell = await driver.eval(
      "void (async () => {\n  await null;\n  throw new Error('forgotten');\n})();\nawait new Promise(setImmediate);",
    );
    expect(texts(cell)).toContain("Error: forgotten");
    expect(traceback(cell)).toMatch(/:3:9/);
    expect(texts(await driver.eval("keep"))).toEqual(["5"]);
  });

  test("of a timer is shown under the cell that started it, also while another cell runs", async () => {
    const first = await driver.eval(
      "let fire: () => void;\nconst fired = new Promise<void>((done) => { fire = done; });\nvoid setTimeout(() => { fire(); throw new Error('in a timer'); }, 30);",
    );
    const second = await driver.eval(
      "await fired; await new Promise((done) => setImmediate(done)); 'second'",
    );
    expect(texts(second)).toEqual(["'second'"]);
    expect(texts(driver.cell(first.id))).toEqual(["Error: in a timer"]);
  });

  test("of a rejection without a stack is shown under the cell that made it", async () => {
    const cell = await driver.eval(
      "void Promise.reject('bare');\nawait new Promise(setImmediate); 1",
    );
    expect(texts(cell)).toEqual(["Error: bare", "1"]);
  });
});
