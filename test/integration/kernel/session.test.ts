import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NotebookDriver, texts, Workbench } from "../fixtures/notebook-driver.ts";

let bench: Workbench;
let driver: NotebookDriver;

beforeAll(async () => {
  bench = await Workbench.open();
  driver = await bench.notebook("a.ipynb", [
    "const x = 1;\nx + 1",
    "throw new Error('no')",
    "x * 100",
    "await new Promise(() => {})",
    "for (;;) {}",
  ]);
});
afterAll(async () => {
  await bench.close();
  expect(bench.faults).toEqual([]);
});

describe("run", () => {
  test("shows the result of the last expression and counts", async () => {
    const cell = await driver.run("c1");
    expect(texts(cell)).toEqual(["2"]);
    expect(cell.executionCount).toBe(1);
    expect(cell.run.outcome).toBe("ok");
  });

  test("variables live on from cell to cell, and const can be run again", async () => {
    await driver.run("c1");
    expect(texts(await driver.run("c3"))).toEqual(["100"]);
  });

  test("a cell that fails skips the rest of its batch", async () => {
    await driver.run("c1", "c2", "c3");
    expect(driver.cell("c2").run.outcome).toBe("error");
    expect(driver.cell("c2").outputs[0]).toMatchObject({
      output_type: "error",
      ename: "Error",
      evalue: "no",
    });
    expect(driver.cell("c3").run.outcome).toBe("skipped");
  });

  test("twenty requests at once run the cell once", async () => {
    const before = driver.state.executionCount;
    await Promise.all(Array.from({ length: 20 }, () => driver.start("c1")));
    await driver.until((state) => state.executions.length === 0);
    expect(driver.state.executionCount).toBe(before + 1);
  });
});

describe("cancel", () => {
  test("stops a cell that waits and keeps its variables", async () => {
    await driver.start("c4", "c1");
    await driver.until((state) => state.executions.some((e) => e.state === "running"));
    await driver.operate({ type: "cancel" });
    await driver.until((state) => state.executions.length === 0);
    expect(driver.cell("c4").run.outcome).toBe("cancelled");
    expect(driver.cell("c1").run.outcome).toBe("cancelled");
    expect(texts(await driver.run("c3"))).toEqual(["100"]);
  });
});

describe("saving", () => {
  test("writes the notebook when it is quiet", async () => {
    await driver.run("c1");
    await driver.until((state) => state.savedSeq >= state.changedSeq);
    const { cells } = await driver.readFile();
    expect(cells[0]?.outputs).toEqual([
      {
        data: { "text/plain": ["2"] },
        execution_count: expect.any(Number),
        metadata: {},
        output_type: "execute_result",
      },
    ]);
  });
});
