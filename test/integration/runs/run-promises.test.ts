import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { LONG_MS } from "../../../kernels/protocol/index.ts";
import { CRASH } from "../fixtures/crash.ts";
import { waitsFor } from "../fixtures/gate.ts";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts, Workbench } from "../fixtures/notebook-driver.ts";
import { ServedFolder } from "../fixtures/server-process.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closing.splice(0)) await close();
});

async function workbench(): Promise<Workbench> {
  const bench = await Workbench.open();
  closing.push(() => bench.close());
  return bench;
}

async function tab(): Promise<LiveClient> {
  const folder = await ServedFolder.make();
  closing.push(() => folder.remove());
  await folder.notebook("a.ipynb", []);
  return LiveClient.attach(await folder.serve(), "a.ipynb");
}

test("a cell that calls run shows the lock under the run's name before its first step has ended", async () => {
  const client = await tab();
  const id = await client.add(
    `await run("Train models", { total: 3 }, async (r) => { for await (const i of r.steps()) await new Promise(() => {}); })`,
  );
  await client.start(id);
  await client.until(() => client.lock?.holder?.run === "Train models");
  expect(client.cell(id).run.status).toBe("running");
  expect(client.progress.every(({ done }) => done < 1)).toBe(true);
  await client.operate({ type: "cancel" });
  await client.until(({ executions }) => executions.length === 0);
  const plain = await client.eval("1 + 1");
  expect(texts(plain)).toEqual(["2"]);
  await client.until(() => client.lock?.holder === null);
});

describe("a function that comes back after a stop has not finished", () => {
  test.each([
    ["that looks at the signal", "if (r.signal.aborted) break;", "return r.state.n;"],
    [
      "that says what it has",
      "r.partial(r.state.n); if (r.signal.aborted) break;",
      "return 'all';",
    ],
    ["that swallows the error of its steps", "", "return r.state.n;"],
  ])("%s: it is cancelled, with what it had, and is not reused", async (_, look, give) => {
    const bench = await workbench();
    const driver = await bench.notebook("a.ipynb", [
      `await run("counts", { total: 100, reuse: "2h", state: { n: 0 } }, async (r) => {
        try {
          for await (const i of r.steps()) {
            r.state.n = i + 1;
            if (i === 2) console.log("at 3");
            await new Promise((resolve) => setTimeout(resolve, i < 3 && r.first === 0 ? 1 : r.first === 0 ? 30 : 0));
            ${look}
          }
        } catch (error) { if (!${JSON.stringify(look === "")}) throw error; }
        ${give}
      })`,
    ]);
    await driver.start("c1");
    await driver.until(({ cells }) => texts(cells[0]!).join().includes("at 3"));
    await driver.operate({ type: "cancel" });
    await driver.until(({ executions }) => executions.length === 0);
    const stopped = driver.cell("c1");
    expect(stopped.run.outcome).toBe("cancelled");
    expect(texts(stopped).join("\n")).toMatch(/\[partial · \d+ of 100\]/);
    expect(stopped.run.resumable?.state).toBe("cancelled");
    const again = await driver.run("c1");
    expect(again.run.outcome).toBe("ok");
    expect(texts(again).join("\n")).toContain("resumed from");
    expect(texts(again).at(-1)).toBe(give.includes("all") ? "'all'" : "100");
  });
});

test("a checkpoint every 2 steps holds, also when the state is large and the steps take next to nothing", async () => {
  const bench = await workbench();
  const driver = await bench.notebook("a.ipynb", [
    `await run("models", { total: 6, every: 2, state: { models: [] as Float64Array[] } }, async (r) => {
      for await (const i of r.steps()) {
        console.log("fits " + i);
        r.state.models.push(Float64Array.from({ length: 60_000 }, () => r.random()));
        await new Promise((resolve) => setTimeout(resolve, 120));
        if (i === 4 && r.first === 0) ${CRASH};
      }
      return r.state.models.length;
    })`,
  ]);
  expect((await driver.run("c1")).run.outcome).toBe("died");
  const again = texts(await driver.run("c1"));
  expect(again.filter((text) => text.includes("fits")).join()).toBe("stdout: fits 4\nfits 5\n");
  expect(again.at(-1)).toBe("6");
});

test("a finished map is given back after a restart of the server, without computing, and says whose it is", async () => {
  const bench = await workbench();
  const cell = `let computed = 0;
const out = await runMap("scores", Array.from({ length: 1300 }, (_, i) => ({ id: i / 2, name: "n" + i })), (x) => { computed++; return x.id * 2; }, { reuse: "2h" });
console.log([computed, out.length, out[1299]].join())`;
  const before = await bench.notebook("a.ipynb", [cell]);
  expect(texts(await before.run("c1")).at(-1)).toBe("stdout: 1300,1300,1299\n");
  await bench.stop();
  await bench.start();
  const after = await bench.reopen("a.ipynb");
  const said = texts(await after.run("c1"));
  expect(said.at(-1)).toBe("stdout: 0,1300,1299\n");
  expect(said).toContainEqual(expect.stringMatching(/^\[from .* ago · 1,300 items · by Ana\]$/));
  await after.operate({
    type: "run",
    cellIds: ["c1"],
    sourceRevisions: [after.cell("c1").revision],
    anew: true,
  });
  await after.until(({ executions }) => executions.length === 0);
  expect(texts(after.cell("c1")).at(-1)).toBe("stdout: 1300,1300,1299\n");
});

test("inputs are the same for another kernel when their content is", async () => {
  const bench = await workbench();
  const driver = await bench.notebook("a.ipynb", [
    `const warm = { n: 0.5 }; warm.n = ${"3"};`,
    `await run("sum", { inputs: { n: 3, of: new Map([["a", [1, 2]]]) }, reuse: "2h" }, async () => { console.log("computes"); return 42; })`,
  ]);
  await driver.run("c2");
  await driver.operate({ type: "restart" });
  await driver.run("c1");
  const said = texts(await driver.run("c2"));
  expect(said).toEqual([expect.stringMatching(/^\[from .* ago · by Ana\]$/), "42"]);
});

test("the result of a long run stays readable, with its age, until a newer one has succeeded", async () => {
  let aheadMs = 0;
  const now = Date.now;
  vi.spyOn(Date, "now").mockImplementation(() => now() + aheadMs);
  const bench = await workbench();
  const driver = await bench.notebook("a.ipynb", [
    `import { existsSync } from "node:fs";
${waitsFor("long")}
if (existsSync("fail")) throw new Error("failed");
"the answer"`,
  ]);
  await driver.start("c1");
  await driver.until(({ cells }) => cells[0]!.run.status === "running");
  aheadMs = LONG_MS;
  await writeFile(join(bench.root, "long"), "");
  await driver.until(({ executions }) => executions.length === 0);
  expect(texts(driver.cell("c1"))).toEqual(["'the answer'"]);
  expect(driver.cell("c1").before).toBeUndefined();
  await writeFile(join(bench.root, "fail"), "");
  await rm(join(bench.root, "long")); // it is looked at while it runs
  await driver.start("c1");
  await driver.until(({ cells }) => cells[0]!.run.status === "running");
  const answer = expect.objectContaining({ data: { "text/plain": "'the answer'" } });
  expect(driver.cell("c1")).toMatchObject({
    outputs: [],
    before: { outputs: [answer], by: "Ana" },
  });
  await writeFile(join(bench.root, "long"), "");
  await driver.until(({ executions }) => executions.length === 0);
  expect(driver.cell("c1")).toMatchObject({ before: { outputs: [answer] } }); // it failed: the old one stays
  await rm(join(bench.root, "fail"));
  expect(texts(await driver.run("c1"))).toEqual(["'the answer'"]);
  expect(driver.cell("c1").before).toBeUndefined();
});

test("a reader gets an old result at once, and a newer one is made behind it", async () => {
  const bench = await workbench();
  const driver = await bench.notebook("a.ipynb", [
    `let made = 0; const shown = await run("sales", { reuse: 1, refresh: "behind", total: 2 }, async () => { console.log("computes"); return Date.now(); }); shown`,
    "'reads'",
  ]);
  await driver.run("c1");
  const first = texts(driver.cell("c1")).at(-1);
  await driver.until(() => Date.now() > Number(first) + 20);
  const outputs: string[] = [];
  const end = driver.session.listen({
    events: () => outputs.push(texts(driver.cell("c1")).join(" | ")),
    volatile: () => {},
  });
  await driver.start("c1", "c2");
  await driver.until(({ executions }) => executions.length === 0);
  end();
  expect(outputs).toContainEqual(
    expect.stringMatching(
      new RegExp(`^\\[from .* ago · 2 items · by Ana · a newer one is being made\\] \\| ${first}$`),
    ),
  );
  expect(texts(driver.cell("c1"))).toContain("stdout: computes\n");
  expect(texts(driver.cell("c1")).at(-1)).not.toBe(first);
});

test("two runs of one name are refused with both cells in the sentence", async () => {
  const bench = await workbench();
  const driver = await bench.notebook("a.ipynb", [
    `await run("same", async () => 1)`,
    "'between'",
    `await run("same", async () => 2)`,
  ]);
  await driver.run("c1");
  expect(texts(await driver.run("c3")).join()).toContain(
    'The name "same" stands for two different runs, in cell 1 and in cell 3',
  );
});

test("a training says which model it is at, and its bar moves inside of a fit", async () => {
  const client = await tab();
  const cell = await client.eval(
    `const rows = Array.from({ length: 1500 }, (_, i) => ({ a: Math.sin(i), b: i % 7, c: Math.cos(i * 3), y: i % 3 === 0 ? "yes" : "no" }));
const trained = await run("train", (r) => trainClassifiers(Table.from(rows), { target: "y", models: ["randomForest", "logistic"], cv: 3, run: r }));
trained.table.length`,
  );
  expect(texts(cell).at(-1)).toBe("2");
  const notes = new Set(client.progress.map(({ note }) => note));
  expect([...notes]).toEqual(expect.arrayContaining(["Random forest"]));
  expect(client.progress.some(({ done }) => !Number.isInteger(done))).toBe(true);
});
