import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { waitsFor } from "../fixtures/gate.ts";
import { texts, Workbench } from "../fixtures/notebook-driver.ts";

let bench: Workbench;

beforeAll(async () => {
  bench = await Workbench.open({ graceMs: 3_000 });
});
afterAll(() => bench.close());

const LONG = `let runs = (globalThis.runs ?? 0) + 1; globalThis.runs = runs;
const sums = await run("long", { total: 200, seed: 3, state: { sums: [] as number[] } }, async (r) => {
  for await (const i of r.steps()) {
    r.state.sums.push((r.state.sums.at(-1) ?? 0) + r.random());
    const end = performance.now() + 4; while (performance.now() < end);
  }
  return r.state.sums;
});
JSON.stringify([sums.length, sums.at(-1)])`;

async function running(
  driver: Awaited<ReturnType<Workbench["notebook"]>>,
  done: number,
): Promise<void> {
  await driver.told(() => driver.session.volatile.progress.some((bar) => bar.done >= done));
}

describe("something urgent in the same notebook", () => {
  test("takes the kernel at the end of a step; the run goes on afterwards, with the same digits", async () => {
    const driver = await bench.notebook("a.ipynb", [
      LONG,
      "globalThis.urgentAt = performance.now(); 'urgent'",
      "'normal'",
    ]);
    await driver.run("c1");
    const digits = texts(driver.cell("c1")).at(-1);
    await driver.start("c1");
    await running(driver, 20);
    await driver.start("c3");
    await driver.operate({
      type: "run",
      cellIds: ["c2"],
      sourceRevisions: [driver.cell("c2").revision],
      priority: "urgent",
    });
    let paused: string[] = [];
    await driver.until(() => {
      const { run } = driver.cell("c1");
      if (run.outcome === "preempted" && run.status === "queued") paused = texts(driver.cell("c1"));
      return driver.cell("c2").run.outcome === "ok";
    });
    expect(paused.join()).toMatch(/\[paused at \d+ % for something urgent/);
    expect(driver.cell("c3").run.outcome).toBe("none");
    await driver.until((state) => state.executions.length === 0);
    const said = texts(driver.cell("c1"));
    expect(said.join()).toMatch(/\[resumed from \d+ % · attempt 2\]/);
    expect(said.at(-1)).toBe(digits);
    expect(driver.cell("c3").run.outcome).toBe("ok");
  });

  test("kills a step that does not end in time, and says why", async () => {
    const driver = await bench.notebook("b.ipynb", [
      `await run("slow", { total: 3, state: { n: 0 } }, async (r) => {
        for await (const i of r.steps()) {
          r.state.n += i;
          await r.checkpoint();
          if (i === 1 && r.first === 0) for (;;);
        }
        return r.state.n;
      })`,
      "'urgent'",
    ]);
    await driver.start("c1");
    await running(driver, 1);
    await driver.operate({
      type: "run",
      cellIds: ["c2"],
      sourceRevisions: [driver.cell("c2").revision],
      priority: "urgent",
    });
    await driver.until(() => driver.cell("c1").run.outcome === "died");
    expect(texts(driver.cell("c1")).join()).toContain("it did not give way to something urgent");
  });

  test("waits for what saves no checkpoints", async () => {
    const driver = await bench.notebook("c.ipynb", [`${waitsFor("go")} 'plain'`, "'urgent'"]);
    await driver.start("c1");
    await driver.until(() => driver.cell("c1").run.status === "running");
    await driver.operate({
      type: "run",
      cellIds: ["c2"],
      sourceRevisions: [driver.cell("c2").revision],
      priority: "urgent",
    });
    expect(driver.state.executions.map(({ state }) => state)).toEqual(["running", "queued"]);
    await writeFile(join(bench.root, "go"), "");
    await driver.until((state) => state.executions.length === 0);
    expect(driver.cell("c1").run.outcome).toBe("ok");
    expect(driver.cell("c2").run.outcome).toBe("ok");
  });
});
