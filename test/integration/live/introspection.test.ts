import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { VariableFacts } from "../../../kernels/protocol/index.ts";
import { blocksUntil, waitsFor } from "../fixtures/gate.ts";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts, Workbench } from "../fixtures/notebook-driver.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let tab: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("names.ipynb", [
    "/** Adds two numbers. */\nfunction addUp(first: number, second = 2): number { return first + second; }\nconst orders = [{ id: 1, city: 'Rome' }, { id: 2, city: 'Oslo' }];",
  ]);
  await folder.write("data-one.csv", "a");
  server = await folder.serve();
  tab = await LiveClient.attach(server, "names.ipynb");
  await tab.run("c1");
});
afterAll(() => folder.remove());

/** Completions at `|`. */
async function completions(text: string, client = tab) {
  const cursor_pos = Array.from(text.slice(0, text.indexOf("|"))).length;
  const reply = await client.ask("complete", { code: text.replace("|", ""), cursor_pos });
  const { matches, cursor_start, cursor_end } = reply as {
    matches: string[];
    cursor_start: number;
    cursor_end: number;
  };
  const types = new Map(
    (
      reply.metadata as { _jupyter_types_experimental: { text: string; type: string }[] }
    )._jupyter_types_experimental.map(({ text: name, type }) => [name, type]),
  );
  return { matches, types, cursor_start, cursor_end };
}

async function inspection(text: string, client = tab): Promise<string | undefined> {
  const cursor_pos = text.indexOf("|");
  const reply = await client.ask("inspect", { code: text.replace("|", ""), cursor_pos });
  return reply.found ? String((reply.data as Record<string, string>)["text/plain"]) : undefined;
}

async function variables(client = tab) {
  const { variables: found, isStale } = await client.ask("variables");
  return { found: found as VariableFacts[], isStale };
}

describe("completion over the notebook's socket", () => {
  test("knows variables, what is built in, globals and keywords, with their kinds", async () => {
    const { matches, types, cursor_start, cursor_end } = await completions("1 + ad|d");
    expect(matches[0]).toBe("addUp");
    expect([cursor_start, cursor_end]).toEqual([4, 6]);
    expect(types.get("addUp")).toBe("function");
    expect((await completions("prog|")).matches).toContain("progress");
    expect((await completions("read|")).matches).toContain("readCsv");
    expect((await completions("Tab|")).types.get("Table")).toBe("class");
    expect((await completions("Arr|")).types.get("ArrayBuffer")).toBe("class");
    expect((await completions("aw|")).types.get("await")).toBe("keyword");
    expect((await completions("const local = 1; loc|")).matches).toContain("local");
  });

  test("knows the real properties of values, also within them, own ones first", async () => {
    expect((await completions("orders[0].|")).matches.slice(0, 2)).toEqual(["id", "city"]);
    expect((await completions("orders.fi|")).matches).toEqual(
      expect.arrayContaining(["filter", "find"]),
    );
    expect((await completions("'é😀'; orders[1].ci|")).cursor_start).toBe(16);
    expect((await completions("orders[0].city.toUpp|")).matches).toEqual(["toUpperCase"]);
    expect((await completions("Math.ma|")).types.get("max")).toBe("function");
    expect((await completions("addUp(1).|")).matches).toEqual([]);
  });

  test("never calls a getter and never asks a proxy", async () => {
    await tab.eval(
      "let touched = 0;\nclass Trap { get boom() { touched++; throw new Error('called'); } plain = 1 }\nconst trap = new Trap();\nconst mirror = new Proxy({ a: 1 }, { ownKeys() { touched++; return []; }, get() { touched++; }, getPrototypeOf() { touched++; return null; }, getOwnPropertyDescriptor() { touched++; return undefined; } });\nconst child = Object.create(mirror); child.own = 1; const list = { columns: [mirror], length: 1 }; const many = [mirror, { mirror }]; const keyed = new Map([[mirror, mirror]]);",
    );
    expect((await completions("trap.|")).matches.slice(0, 2)).toEqual(["plain", "boom"]);
    expect((await completions("trap.boom.|")).matches).toEqual([]);
    expect((await completions("mirror.|")).matches).toEqual([]);
    await inspection("tra|p");
    await inspection("mirr|or");
    for (const text of ["child.|", "list.columns[0].|", "many[1].mirror.|"])
      await completions(text);
    for (const text of ["chi|ld", "li|st", "many[1].mir|ror", "key|ed"]) await inspection(text);
    await variables();
    expect(texts(await tab.eval("touched"))).toEqual(["0"]);
  });

  test("knows paths in strings and modules in imports", async () => {
    expect((await completions("readCsv('./da|')")).matches).toEqual(["./data-one.csv"]);
    expect((await completions("import x from './da|'")).matches).toEqual(["./data-one.csv"]);
    expect((await completions("import fs from 'node:f|'")).matches).toContain("node:fs");
    expect((await completions("import('f|')")).matches).toContain("node:fs");
    expect((await completions("import { clean } from 'hold|'")).matches).toEqual([
      "holdfast",
      "holdfast/analysis",
    ]);
    expect((await completions("'just text |'")).matches).toEqual([]);
    expect((await completions("// ord|")).matches).toEqual([]);
  });

  test("answers from the texts of the cells before a kernel runs, and while a cell blocks it", async () => {
    await folder.notebook("cold.ipynb", [
      "/** Sums. */\nfunction coldSum(values: number[]) { return values.length; }\nconst box = { inside: 1 };\nbox.inside",
    ]);
    const cold = await LiveClient.attach(server, "cold.ipynb");
    expect((await completions("cold|", cold)).matches).toEqual(["coldSum"]);
    expect((await completions("box.ins|", cold)).matches).toEqual(["inside"]);
    expect(await inspection("coldS|um(1)", cold)).toBe("function coldSum(values: number[])\nSums.");
    expect(await variables(cold)).toEqual({ found: [], isStale: true });
    await cold.run("c1");
    expect((await variables(cold)).isStale).toBe(false);
    // It goes on only when everything was answered.
    const id = await cold.add(blocksUntil("answered"));
    await cold.start(id);
    await cold.until(() => texts(cold.cell(id)).join().includes("blocks"));
    expect((await completions("cold|", cold)).matches).toContain("coldSum");
    expect(await inspection("coldS|um", cold)).toContain("Sums.");
    const stale = await variables(cold);
    expect(stale.isStale).toBe(true);
    expect(stale.found.map(({ name }) => name).sort()).toEqual(["box", "coldSum"]);
    expect(cold.state.executions).toHaveLength(1);
    await folder.write("answered", "");
    await cold.until((state) => state.executions.length === 0);
    expect((await completions("box.|", cold)).matches[0]).toBe("inside");
  });

  test("answers from the kernel while a cell waits", async () => {
    const id = await tab.add(`const waiting = 1; ${waitsFor("told")}`);
    await tab.start(id);
    await tab.until((state) => state.executions.some(({ state: at }) => at === "running"));
    expect((await completions("orders[0].|")).matches.slice(0, 2)).toEqual(["id", "city"]);
    expect((await variables()).isStale).toBe(false);
    expect(tab.state.executions).toHaveLength(1);
    await folder.write("told", "");
    await tab.until((state) => state.executions.length === 0);
  });

  test("is refused when it is malformed", async () => {
    for (const params of [
      undefined,
      null,
      { code: 5, cursor_pos: 0 },
      { code: "abc", cursor_pos: 9 },
      { code: "abc", cursor_pos: -1 },
      { code: "x".repeat(1_000_001), cursor_pos: 0 },
    ])
      await expect(tab.ask("complete", params)).rejects.toThrow("HF_MESSAGE_INVALID: params");
    const many = await Promise.allSettled(
      Array.from({ length: 40 }, () => tab.ask("complete", { code: "orde", cursor_pos: 4 })),
    );
    expect(many[0]).toMatchObject({ status: "fulfilled", value: { matches: ["orders"] } });
    expect(
      many.filter(
        (one) => one.status === "rejected" && one.reason.message.includes("HF_TOO_MANY_REQUESTS"),
      ).length,
    ).toBeGreaterThan(0);
    expect((await completions("orde|")).matches).toEqual(["orders"]);
    await expect(tab.ask("nonsense", {})).rejects.toThrow("HF_MESSAGE_INVALID: method");
  });
});

describe("inspection", () => {
  test("shows signature and documentation of functions of the notebook and of holdfast", async () => {
    expect(await inspection("add|Up(1)")).toBe(
      "function addUp(first: number, second = 2): number\nAdds two numbers.",
    );
    expect(await inspection("addUp(1, |")).toContain("function addUp(first");
    expect(await inspection("orders.map(x => addUp(|")).toContain("function addUp");
    expect(await inspection("progr|ess")).toMatch(
      /^function progress\(done: number, total\?: number, note\?: string\): void\nShows how far/,
    );
    expect(await inspection("readC|sv")).toContain("Reads a CSV file");
    expect(await inspection("structuredClone(|")).toContain("function structuredClone(");
  });

  test("shows values with type, shape and a preview", async () => {
    expect(await inspection("ord|ers")).toBe(
      "const orders = [{ id: 1, city: 'Rome' }, { id: 2, city: 'Oslo' }]\nArray (2 × 2) = [{ id: 1, city: \"Rome\" }, { id: 2, city: \"Oslo\" }]",
    );
    expect(await inspection("orders[0].ci|ty")).toBe('city: string\nstring = "Rome"');
    expect(await inspection("nothing|Here")).toBeUndefined();
    expect(await inspection("1 + 2|")).toBeUndefined();
  });
});

describe("variables", () => {
  test("have name, kind, type, shape, bytes and preview", async () => {
    await tab.eval(
      `const floats = new Float64Array(1000); const table = Table.from({ a: [1, 2, 3], b: ['x', 'y', 'z'] });
      const byName = new Map([['k', { deep: [1] }]]); const tags = new Set(['a']); let when = new Date(0); const re = /x/g;
      let nothing; const big = 10n; const failed = new TypeError('no'); class Shape { sides = 4 } const shape = new Shape();
      const bare = Object.create(null); const later = Promise.resolve(1); const sym = Symbol('s'); const matrix = [[1, 2], [3, 4], [5, 6]];`,
    );
    const found = new Map((await variables()).found.map((variable) => [variable.name, variable]));
    expect(found.get("floats")).toMatchObject({
      kind: "const",
      type: "Float64Array",
      shape: [1000],
      bytes: 8064,
      preview: "Float64Array(1000) [0, 0, 0, 0, 0, …]",
    });
    expect(found.get("table")).toMatchObject({
      type: "Table",
      shape: [3, 2],
      preview: "Table(3 × 2) a, b",
    });
    expect(found.get("orders")).toMatchObject({ type: "Array", shape: [2, 2] });
    expect(found.get("matrix")).toMatchObject({ shape: [3, 2] });
    const previews = Object.fromEntries(
      [...found].map(([name, { type, preview }]) => [name, `${type}: ${preview}`]),
    );
    expect(previews).toMatchObject({
      addUp: "function: addUp()",
      byName: 'Map: Map(1) { "k" => { deep: Array(1) } }',
      tags: 'Set: Set(1) { "a" }',
      when: "Date: 1970-01-01T00:00:00.000Z",
      re: "RegExp: /x/g",
      nothing: "undefined: undefined",
      big: "bigint: 10n",
      failed: "TypeError: TypeError: no",
      Shape: "class: class Shape",
      shape: "Shape: Shape { sides: 4 }",
      bare: "Object: {}",
      later: "Promise: Promise",
      sym: "symbol: Symbol(s)",
    });
  });

  test("of what is odd or huge are told as well", async () => {
    await tab.eval(
      `const round: any = { name: 'round' }; round.self = round; const rows = Array.from({ length: 200_000 }, (_, i) => ({ i, text: 'abc' }));
      const long = 'x'.repeat(1e6); const holes = [1, , 3]; const odd = { get a() { throw 1; } }; const Odd = class { static get name() { throw 1; } }; const oddOne = new Odd();`,
    );
    const found = new Map((await variables()).found.map((variable) => [variable.name, variable]));
    expect(found.get("rows")).toMatchObject({ shape: [200_000, 2] });
    expect(found.get("rows")!.bytes).toBeGreaterThan(10_000_000);
    expect(found.get("rows")!.bytes).toBeLessThan(100_000_000);
    expect(found.get("long")!.preview.length).toBeLessThan(130);
    expect(found.get("holes")!.preview).toBe("[1, empty, 3]");
    expect(found.get("odd")!.preview).toBe("{ a: … }");
    expect(found.get("oddOne")!.preview).toBe("{}");
    expect(found.get("round")!.preview).toContain("round");
  });
});

describe("questions of Jupyter's protocol", () => {
  test("is_complete and history are answered by the kernel", async () => {
    const bench = await Workbench.open();
    const driver = await bench.notebook("history.ipynb", ["const a = 1;", "a + 1"]);
    await driver.run("c1");
    await driver.run("c2");
    const isComplete = async (code: string) =>
      driver.session.ask({ method: "is_complete", params: { code } });
    expect(await isComplete("1 + 1")).toEqual({ status: "complete" });
    expect(await isComplete("const f = (a: number) => {")).toEqual({
      status: "incomplete",
      indent: "  ",
    });
    expect(await isComplete("if (a) {\n  b(")).toEqual({ status: "incomplete", indent: "    " });
    expect(await isComplete("const t = `open")).toMatchObject({ status: "incomplete" });
    expect(await isComplete("/* open")).toMatchObject({ status: "incomplete" });
    expect(await isComplete("const = 5")).toEqual({ status: "invalid" });
    expect(await isComplete("await fetch('x')")).toEqual({ status: "complete" });
    const history = async (params: object) => driver.session.ask({ method: "history", params });
    expect(await history({ hist_access_type: "tail", n: 5, output: false, raw: true })).toEqual({
      status: "ok",
      history: [
        [0, 1, "const a = 1;"],
        [0, 2, "a + 1"],
      ],
    });
    expect(
      await history({ hist_access_type: "search", pattern: "a*", n: 5, unique: true }),
    ).toEqual({
      status: "ok",
      history: [[0, 2, "a + 1"]],
    });
    expect(
      await history({ hist_access_type: "range", session: 0, start: 1, stop: 2, output: true }),
    ).toEqual({ status: "ok", history: [[0, 1, ["const a = 1;", null]]] });
    await bench.close();
    expect(bench.faults).toEqual([]);
  });
});
