import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CRASH } from "../fixtures/crash.ts";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let tab: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", ["1"]);
  server = await folder.serve();
  tab = await LiveClient.attach(server, "a.ipynb");
  await tab.eval(
    "const many = Array.from({ length: 3_707 }, (_, i) => ({ id: i })); let calls = 0; let first = true;",
  );
});
afterAll(() => folder.remove());

async function said(source: string): Promise<string[]> {
  return texts(await tab.eval(source));
}

/** A JSON text that a cell showed last. */
function json(shown: readonly string[]): unknown {
  return JSON.parse(shown.at(-1)!.slice(1, -1));
}

describe("runMap", () => {
  test("gives the results in the order of the items; each item has random numbers of its own", async () => {
    const shown =
      await said(`const doubled = await runMap("doubled", [3, 1, 3, 2], async (n, { index, random }) => [2 * n, index, random()]);
    JSON.stringify([doubled, (await runMap("again", [2, 3], (n, { random }) => random(), { seed: 0 })).length])`);
    const [doubled] = json(shown) as [number[][]];
    expect(doubled.map(([value, index]) => [value, index])).toEqual([
      [6, 0],
      [2, 1],
      [6, 2],
      [4, 3],
    ]);
    expect(new Set(doubled.map(([, , random]) => random)).size).toBe(4);
  });

  test.each([
    [`runMap("x", 3 as never, (n) => n)`, "the items are number"],
    [
      `runMap("x", [1], (n) => n, { workers: 0 })`,
      "workers is 0, expected an integer from 1 to 64",
    ],
    [`runMap("x", [1], (n) => n, { sample: "tiny" as never })`, `sample is "tiny"`],
    [`runMap("x", [1, 2], (n) => n, { key: () => "same" })`, `the key "same" of item 1`],
    [`runMap("x", [() => 1], (n) => 1)`, "items[0] (a function)"],
    [`runMap("x", [1], (n) => { throw new Error("no") })`, "item 0: no"],
    [`runMap("", [1], (n) => n)`, "the name is"],
  ])("%s is refused by name", async (call, message) => {
    expect((await said(`await ${call}`)).join()).toContain(message);
  });

  test("stopped in the middle it keeps what is done, and goes on with the rest", async () => {
    const id = await tab.add(`const kept = await runMap("kept", [1, 2, 3, 4, 5, 6], async (n) => {
      calls++;
      if (n === 4 && first) { console.log("waits"); await new Promise(() => {}); }
      return n * n;
    });
    kept.join()`);
    await tab.start(id);
    await tab.until(() => texts(tab.cell(id)).join().includes("waits"));
    await tab.operate({ type: "cancel" });
    await tab.until((state) => state.executions.length === 0);
    expect(texts(tab.cell(id)).join()).toContain("[partial · 3 of 6]");
    expect(texts(tab.cell(id)).at(-2)).toBe("[ 1, 4, 9 ]");
    await tab.eval("first = false; calls = 0;");
    expect(texts(await tab.run(id)).at(-1)).toBe("'1,4,9,16,25,36'");
    expect(await said("calls")).toEqual(["3"]);
  });

  test("every item that took longer than a moment survives the death of the kernel", async () => {
    const id =
      await tab.add(`(await runMap("survives", [1, 2, 3, 4, 5, 6, 7, 8], async (n, { index }) => {
      const { appendFileSync, existsSync } = await import("node:fs");
      appendFileSync("survives.log", n + "\\n");
      await new Promise((resolve) => setTimeout(resolve, 250));
      if (n === 6 && !existsSync("died")) { appendFileSync("died", ""); ${CRASH}; }
      return n * 10;
    })).join()`);
    await tab.run(id);
    await tab.until(() => tab.cell(id).run.outcome === "ok");
    expect(texts(tab.cell(id)).at(-1)).toBe("'10,20,30,40,50,60,70,80'");
    expect(
      await said(
        `(await import("node:fs")).readFileSync("survives.log", "utf8").split("\\n").join("")`,
      ),
    ).toEqual(["'123456678'"]);
  });
});

describe("samples", () => {
  const score = (name: string, options: string): string =>
    `const ${name} = await runMap("scores", many, ({ id }) => { calls++; return id; }, ${options}); ${name}.length`;

  test("are parts of each other; a larger one goes on from a smaller one, also when the text chooses it", async () => {
    await tab.eval("many.length = 3_707; calls = 0;");
    const id = await tab.add(score("scores", `{ sample: "quick" }`));
    const quick = await tab.run(id);
    expect(texts(quick)).toContain("[Quick: 100 of 3,707 items]");
    expect(texts(quick).at(-1)).toBe("100");
    await tab.eval("const ids = new Set(scores);");
    await tab.replace(id, score("scores", `{ sample: "sample" }`));
    const sample = await tab.run(id);
    expect(texts(sample).join()).toMatch(
      /Sample: 500 of 3,707 items · goes on from 100 items, from .* ago · by Ana/,
    );
    expect(
      await said(
        "JSON.stringify([scores.length, calls, scores.filter((id) => ids.has(id)).length])",
      ),
    ).toEqual(["'[500,500,100]'"]);
    await tab.replace(id, score("scores", `{ sample: "full" }`));
    await tab.run(id);
    expect(
      await said("JSON.stringify([scores.length, calls, scores.every((id, i) => id === i)])"),
    ).toEqual(["'[3707,3707,true]'"]);
    await tab.run(id);
    expect(await said("calls")).toEqual(["7414"]);
  });

  test("another change of the cell begins anew", async () => {
    await tab.eval("calls = 0;");
    const id = await tab.add(
      `let factor = 1; const first2 = await runMap("factor", many, ({ id }) => { calls++; return id * factor; }, { sample: "quick" });`,
    );
    await tab.run(id);
    await tab.replace(
      id,
      `let factor = 2; const first2 = await runMap("factor", many, ({ id }) => { calls++; return id * factor; }, { sample: "sample" });`,
    );
    await tab.run(id);
    expect(await said("calls")).toEqual(["600"]);
  });

  test("are chosen at the cell, when its text does not say", async () => {
    const id = await tab.add(`(await runMap("chosen", many, ({ id }) => id)).length`);
    await tab.operate({
      type: "setMetadata",
      cellId: id,
      key: "holdfast",
      value: { sample: "quick" },
    });
    expect(texts(await tab.run(id)).at(-1)).toBe("100");
    await tab.operate({
      type: "setMetadata",
      cellId: id,
      key: "holdfast",
      value: { sample: "standard" },
    });
    expect(texts(await tab.run(id)).at(-1)).toBe("1000");
  });

  test("that are chosen at the cell hold for a workflow as a run, too; another begins anew", async () => {
    await tab.eval(
      "const rows = Table.from(Array.from({ length: 900 }, (_, i) => ({ x: i, y: 2 * i + (i % 7) })));",
    );
    const id = await tab.add(
      `const trained = await run("trained", (r) => trainRegressors(rows, { target: "y", models: ["linear"], run: r })); trained.summary`,
    );
    const choose = (sample: string) =>
      tab.operate({ type: "setMetadata", cellId: id, key: "holdfast", value: { sample } });
    await choose("quick");
    expect(texts(await tab.run(id)).at(-1)).toContain("100 of 900 rows, Quick");
    await choose("sample");
    expect(texts(await tab.run(id)).at(-1)).toContain("500 of 900 rows, Sample");
  });

  test("say how long they will take: from the first items, then from earlier runs", async () => {
    const slow = (sample: string): string =>
      `(await runMap("slow", many, async ({ id }) => { await new Promise((resolve) => setTimeout(resolve, 2)); return id; }, { sample: "${sample}" })).length`;
    const id = await tab.add(slow("quick"));
    expect(texts(await tab.run(id)).join()).toMatch(/\[about 1 s.*, from the first 20 items/);
    expect(texts(await tab.run(id)).join()).toMatch(/\[about 1 s.*, from an earlier run/);
    expect(texts(await tab.run(id)).join()).toMatch(/\[about 1 s.*, from 2 earlier runs/);
  });

  test("that are young enough are given back", async () => {
    await tab.eval("calls = 0;");
    const id = await tab.add(
      `(await runMap("young", many, ({ id }) => { calls++; return id; }, { sample: "quick", reuse: "1h" })).length`,
    );
    await tab.run(id);
    expect(texts(await tab.run(id)).at(-1)).toBe("100");
    expect(await said("calls")).toEqual(["100"]);
  });
});

describe("workers", () => {
  test("do the same with the same digits, with analysis functions, packages and shared values", async () => {
    const source = (name: string, workers: number): string =>
      `JSON.stringify(await runMap("${name}", many.slice(0, 40), async ({ id }, { random, shared }) => {
        const { basename } = await import("node:path");
        return [id, shared.table.column("x").mean() + quantile([1, 2, shared.offset], 0.5), random(), basename("/a/b")];
      }, { workers: ${workers}, shared: { offset: 3, table: Table.from([{ x: 1 }, { x: 4 }]) }, seed: 5 }))`;
    const one = (await said(source("one", 1))).at(-1)!;
    const two = (await said(source("one", 2).replace('"one"', '"two"'))).at(-1)!;
    const values = (text: string): unknown[][] => JSON.parse(text.slice(1, -1)) as unknown[][];
    expect(values(two).map(([id]) => id)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(values(two)[3]![1]).toBe(4.5);
    expect(values(one).map((v) => [v[0], v[1], v[3]])).toEqual(
      values(two).map((v) => [v[0], v[1], v[3]]),
    );
  });

  test("give the same random numbers as one", async () => {
    const random = (workers: number): string =>
      `JSON.stringify(await runMap("random", many.slice(0, 30), (item, { random }) => random.normal(), { workers: ${workers}, seed: 9 }))`;
    expect((await said(random(1))).at(-1)).toBe((await said(random(2))).at(-1));
  });

  test.each([
    [
      "const limit = 3;",
      `(n) => n + limit`,
      /HF_RUN_CAPTURE: runMap\("captures"\): the function uses limit from around it.*\{ shared: \{ limit \} \}/,
    ],
    ["", `(n) => display(n)`, /the function uses display from around it/],
    ["const square = (n: number) => n * n;", "(n) => square(n)", /uses square from around it/],
    ["", "Math.abs", /a built-in or bound function has no text/],
  ])("%s %s is refused: it takes something from around it", async (before, fn, message) => {
    expect(
      (
        await said(`${before} await runMap("captures", [1, 2], ${fn} as never, { workers: 2 })`)
      ).join(),
    ).toMatch(message);
  });

  test("an error of one item keeps the others, and says which", async () => {
    const id = await tab.add(
      `await runMap("fails", [1, 2, 3, 4, 5, 6], async (n) => { await new Promise((resolve) => setTimeout(resolve, 20)); if (n === 5) throw new RangeError("five"); return n; }, { workers: 2 })`,
    );
    const shown = texts(await tab.run(id)).join();
    expect(shown).toContain("item 4: five");
    expect(shown).toMatch(/\[partial · [2345] of 6\]/);
  });

  test("stop in the middle of an endless item, and go on", async () => {
    const id = await tab.add(
      `await runMap("endless", [1, 2, 3], (n, { shared }) => { if (n === 3 && Atomics.load(shared.stop, 0) === 0) for (;;); return n; }, { workers: 2, shared: { stop } })`,
    );
    await tab.eval("const stop = new Int32Array(new SharedArrayBuffer(4));");
    await tab.start(id);
    await tab.until(() => tab.progress.some(({ name, done }) => name === "endless" && done === 2));
    await tab.operate({ type: "cancel" });
    await tab.until((state) => state.executions.length === 0);
    expect(tab.cell(id).run.outcome).toBe("cancelled");
    expect(texts(tab.cell(id)).join()).toContain("[partial · 2 of 3]");
    await tab.eval("stop[0] = 1;");
    expect(texts(await tab.run(id)).at(-1)).toBe("[ 1, 2, 3 ]");
  });
});
