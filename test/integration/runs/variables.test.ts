import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CRASH } from "../fixtures/crash.ts";
import { waitsFor } from "../fixtures/gate.ts";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { variablesSaved } from "../fixtures/saved-variables.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let tab: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  folder.withClock(5_700);
  server = await folder.serve();
});
afterAll(() => folder.remove());

/** A notebook of its own, whose first cell writes into a file how often it ran. */
async function open(name: string): Promise<void> {
  await folder.notebook(`${name}.ipynb`, ["1"]);
  tab = await LiveClient.attach(server, `${name}.ipynb`);
}

function saved(): Promise<void> {
  return variablesSaved(folder, tab);
}

async function die(): Promise<void> {
  await tab.eval(CRASH);
  await tab.until((state) => state.variables?.state === "offered");
}

async function restore(): Promise<void> {
  await tab.operate({ type: "restoreVariables" });
  await tab.until((state) => state.variables?.state === "restored");
}

describe("after the death of a kernel", () => {
  test("variables come back without running their cells: values, functions, classes, imports, tables", async () => {
    await open("values");
    await tab.eval(`import { basename } from "node:path";
    const big = new Float64Array(new SharedArrayBuffer(8)).fill(0.1);
    let count = 41; var old = "x"; const none = undefined; const minusZero = -0;
    const rows = [{ id: 1, at: new Date(0), tags: new Set(["a"]) }];
    const first = rows[0];
    const sales = Table.from([{ city: "Rome", price: 3 }, { city: "Oslo", price: 5 }]);
    const model = new LinearRegression().fit([[1], [2], [3]], [2, 4, 6.5]);
    const predicted = model.predict([[5]])[0];
    function next(): number { return ++count; }
    const twice = (x: number): number => 2 * x;
    class Point { constructor(public x: number) {} get double(): number { return twice(this.x); } }
    enum Color { Red, Green }
    const loud = { say: () => 1 };
    const point = new Point(1);
    console.log("ran");`);
    await saved();
    await die();
    expect(tab.state.variables).toMatchObject({ state: "offered" });
    const { count, missing } = tab.state.variables!;
    expect(count).toBe(15);
    expect(missing.map(({ name, why }) => [name, why])).toEqual([
      ["loud", "loud.say (function say)"],
      ["point", "point (Point)"],
    ]);
    expect(tab.state.cells.map(({ id }) => id)).toContain(missing[0]!.cellId);
    await restore();
    const said = texts(
      await tab.eval(
        `JSON.stringify([basename("/a/b"), big[0], big.buffer instanceof SharedArrayBuffer, count, old, String(none), Object.is(minusZero, -0), rows[0]!.tags.has("a"), rows[0]!.at.getTime(), first === rows[0], sales.column("price").mean(), sales instanceof Table, model.predict([[5]])[0] === predicted, next(), count, twice(4), new Point(3).double, Color.Green, typeof loud])`,
      ),
    ).at(-1)!;
    expect(JSON.parse(said.slice(1, -1))).toEqual([
      "b",
      0.1,
      true,
      41,
      "x",
      "undefined",
      true,
      true,
      0,
      true,
      4,
      true,
      true,
      42,
      42,
      8,
      6,
      1,
      "undefined",
    ]);
    expect(texts(await tab.eval("old = 'y'; twice = 3 as never")).join()).toContain("constant");
  });

  test("a name that the new kernel has already keeps its value; what changed since is saved again", async () => {
    await open("kept");
    await tab.eval("let a = 1; let b = [1];");
    await tab.eval("b.push(2);");
    await saved();
    await die();
    await tab.eval("let a = 7;");
    await restore();
    expect(texts(await tab.eval("[a, b.join()].join(';')"))).toEqual(["'7;1,2'"]);
    await tab.eval("b.push(3);");
    await saved();
    await die();
    await restore();
    expect(texts(await tab.eval("[a, b.join()].join(';')"))).toEqual(["'7;1,2,3'"]);
  });

  test("nothing comes back while a cell runs; after a restart that was asked for it does not come back by itself", async () => {
    await open("refused");
    await tab.eval("let a = 1;");
    await saved();
    await die();
    const id = await tab.add(waitsFor("restored"));
    await tab.start(id);
    await expect(tab.operate({ type: "restoreVariables" })).rejects.toThrow("HF_LOCK_BUSY");
    await folder.write("restored", "");
    await tab.until((state) => state.executions.length === 0);
    await tab.operate({ type: "restart" });
    await tab.until(
      (state) => state.variables?.state === "offered" && state.kernel.status === "idle",
    );
    expect(texts(await tab.eval("a")).join()).toContain("a is not defined");
  });

  test("what is run right behind a restart runs in the new kernel, once", async () => {
    await open("behind");
    await tab.eval("let before = 1;");
    await tab.operate({ type: "restart" });
    expect(texts(await tab.eval("typeof before")).join()).toContain("undefined");
    await tab.operate({ type: "restart" });
    await tab.operate({ type: "restart" });
    expect(texts(await tab.eval("typeof before + 1")).join()).toContain("undefined1");
  });

  test("a restart by mistake loses nothing: all that the kernel had is offered, and comes back", async () => {
    await open("mistake");
    await tab.eval("let hours = 7; const model = new Map([['a', [1, 2, 3]]]);");
    await tab.operate({ type: "restart" }); // at once: nothing was saved in the background yet
    await tab.until((state) => state.variables?.state === "offered");
    expect(tab.state.variables).toMatchObject({ count: 2, missing: [] });
    await restore();
    expect(texts(await tab.eval("[hours, model.get('a')!.join()].join(';')"))).toEqual([
      "'7;1,2,3'",
    ]);
  });

  test("what was declined is forgotten", async () => {
    await open("declined");
    await tab.eval("let a = 1;");
    await saved();
    await die();
    await tab.operate({ type: "forgetVariables" });
    await tab.until((state) => state.variables === undefined);
  });
});

describe("after the death of the server", () => {
  test("they come back, too", async () => {
    await open("server");
    await tab.eval(
      "const answers = new Map([['life', 42]]); const read = () => answers.get('life');",
    );
    await saved();
    await server.stop("SIGKILL");
    server = await folder.serve();
    tab = await LiveClient.attach(server, "server.ipynb");
    await tab.until((state) => state.variables?.state === "offered");
    await restore();
    expect(texts(await tab.eval("read()"))).toEqual(["42"]);
  });
});

describe("a run that goes on in a new kernel", () => {
  const needs = (
    name: string,
  ): string => `await run("${name}", { total: 4, state: { sum: 0 } }, async (r) => {
    for await (const i of r.steps()) {
      if (i === 2 && r.first === 0) ${CRASH};
      r.state.sum += plus(i);
      await r.checkpoint();
    }
    return r.state.sum;
  })`;

  test("takes the variables from the snapshot: their cells do not run again", async () => {
    await open("snapshot");
    const runs = `globalThis.runs = (globalThis.runs ?? 0) + 1`;
    await tab.eval(`const base = 40; const started = process.pid; ${runs};`);
    await tab.eval("function plus(x: number) { return base + x; }");
    await saved();
    const id = await tab.add(needs("snapshot"));
    await tab.run(id);
    await tab.until(() => tab.cell(id).run.outcome === "ok");
    expect(texts(tab.cell(id)).at(-1)).toBe(String(4 * 40 + 6));
    expect(tab.state.variables).toMatchObject({ state: "restored", count: 3, missing: [] });
    expect(texts(await tab.eval("String([started === process.pid, globalThis.runs])"))).toEqual([
      "'false,'",
    ]);
  });

  test("runs again what changed them since, once", async () => {
    await open("since");
    await tab.eval("let base = 1; function plus(x: number) { return base + x; }");
    await saved();
    const change = await tab.add("base += 9;");
    const id = await tab.add(needs("since"));
    await tab.start(change, id);
    await tab.until(() => tab.cell(id).run.outcome === "died");
    await tab.until(() => tab.cell(id).run.outcome === "ok");
    expect(texts(tab.cell(id)).at(-1)).toBe(String(4 * 10 + 6));
  });

  test("makes anew what a cell touches that has to run again, so that no change is made twice", async () => {
    await open("anew");
    await tab.eval("let base = 1;");
    await tab.eval("base += 9; const link = { plus: (x: number) => base + x };");
    await tab.eval("function plus(x: number) { return link.plus(x); }");
    await saved();
    const id = await tab.add(needs("anew"));
    await tab.run(id);
    await tab.until(() => tab.cell(id).run.outcome === "ok");
    expect(texts(tab.cell(id)).at(-1)).toBe(String(4 * 10 + 6));
  });

  test("waits for a person when a cell that took long would have to run again, and says how long", async () => {
    await open("long");
    const slow = await tab.add(`${waitsFor("slow")} const slow = { plus: (x: number) => x };`);
    await tab.start(slow);
    await tab.until(() => tab.cell(slow).run.status === "running");
    await server.goAhead();
    await folder.write("slow", "");
    await tab.until((state) => state.executions.length === 0);
    await tab.eval("const plus = (x: number) => slow.plus(x);");
    const id = await tab.add(needs("long"));
    await tab.run(id);
    await tab.until(() => tab.cell(id).run.resumable !== undefined);
    expect(tab.cell(id).run.resumable).toMatchObject({ step: 2, again: { cells: 2, seconds: 6 } });
    // Whatever went on by itself would stand before this one.
    await tab.eval("1");
    expect(tab.cell(id).run.outcome).toBe("died");
    expect(texts(await tab.run(id)).at(-1)).toBe("6");
  });

  test("gets the result of a run that a cell before had made, and does not make it again", async () => {
    await open("result");
    await tab.eval(
      `const numbers = await run("load", { total: 3, state: { n: [] as number[] } }, async (r) => { for await (const i of r.steps()) r.state.n.push(process.pid); return r.state.n; }); const pid = { now: () => numbers[0] };`,
    );
    await tab.eval(`const plus = (x: number) => (pid.now() === process.pid ? 1000 : 10) + x;`);
    const id = await tab.add(needs("result"));
    await tab.run(id);
    await tab.until(() => tab.cell(id).run.outcome === "ok");
    // The first two steps ran in the first kernel, the rest in one that did not load again.
    expect(texts(tab.cell(id)).at(-1)).toBe(String(2 * 1000 + 2 * 10 + 6));
  });
});

describe("r.effect", () => {
  test("is done once in the life of a run, and gives its answer again", async () => {
    await open("effect");
    await tab.eval("let sent: string[] = []; let fails = true;");
    const id = await tab.add(`await run("mails", { total: 3 }, async (r) => {
      const answers: unknown[] = [];
      for (let i = 0; i < 3; i++) answers.push(await r.effect("mail " + i, (key) => { sent.push(key); return { number: i, at: new Date(i) }; }));
      if (fails) throw new Error("after");
      return JSON.stringify([answers, r.idempotencyKey === sent[0]!.split(":")[0]]);
    })`);
    expect(texts(await tab.run(id)).join()).toContain("after");
    await tab.eval("fails = false;");
    const said = texts(await tab.run(id)).at(-1)!;
    expect(JSON.parse(said.slice(1, -1))).toEqual([
      [0, 1, 2].map((number) => ({ number, at: new Date(number).toISOString() })),
      true,
    ]);
    expect(texts(await tab.eval("sent.length"))).toEqual(["3"]);
    await tab.run(id);
    expect(texts(await tab.eval("sent.length"))).toEqual(["6"]);
  });

  test("whose answer cannot be kept is done, says so, and is not done again", async () => {
    await open("unkept");
    await tab.eval("let calls = 0;");
    const id = await tab.add(
      `await run("unkept", async (r) => String(await r.effect("post", () => { calls++; return () => 1; })))`,
    );
    expect(texts(await tab.run(id)).join()).toContain(
      `HF_CHECKPOINT_UNSERIALISABLE: the answer of r.effect("post")`,
    );
    expect(texts(await tab.run(id)).at(-1)).toBe("'undefined'");
    expect(texts(await tab.eval("calls"))).toEqual(["1"]);
  });

  test("is not repeated silently for another cell", async () => {
    await open("silent");
    await tab.eval(
      `const mailer = await run("once", async (r) => { await r.effect("a", () => 1); return { plus: (x: number) => x }; });`,
    );
    await tab.eval("const plus = (x: number) => mailer.plus(x);");
    const id = await tab.add(`await run("needs", { total: 4, state: { sum: 0 } }, async (r) => {
      for await (const i of r.steps()) {
        if (i === 2 && r.first === 0) ${CRASH};
        r.state.sum += plus(i);
        await r.checkpoint();
      }
    })`);
    await tab.run(id);
    await tab.until(() => texts(tab.cell(id)).join().includes("HF_RUN_PRELUDE"));
    expect(texts(tab.cell(id)).join()).toContain("HF_RUN_EFFECT");
  });
});
