import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { LeaseTimes } from "../../../server/locks/lock-state.ts";
import { type NotebookDriver, texts, Workbench } from "../fixtures/notebook-driver.ts";

let bench: Workbench;
let driver: NotebookDriver;

async function open(times: Partial<LeaseTimes>): Promise<void> {
  bench = await Workbench.open(times);
  driver = await bench.notebook("a.ipynb", ["1 + 1"]);
  await driver.eval("1");
}
afterEach(async () => {
  await bench.close();
  expect(bench.faults).toEqual([]);
});

async function audit(): Promise<string> {
  return readFile(join(bench.state, "audit.log"), "utf8");
}

test("a cell without a sign of life is warned about, then told why and stopped; its variables stay", async () => {
  await open({ warnMs: 1_000, stallMs: 2_500 });
  const id = await driver.add("let kept = 7; await new Promise(() => {})");
  await driver.start(id);
  await driver.until((state) => state.executions.length === 0);
  expect(driver.cell(id).run.outcome).toBe("cancelled");
  expect(texts(driver.cell(id)).join()).toMatch(/the stale lock is cleared and the cell stopped/);
  expect(texts(await driver.eval("kept"))).toEqual(["7"]);
  expect(bench.warnings.join("\n")).toMatch(/without a sign of life for long/);
  expect(await audit()).toMatch(/"event":"stale-cleared".*"detail":"cleared stale lock/);
});

test("a cell that computes without a word stays: its CPU time is a sign of life", async () => {
  await open({ warnMs: 2_500, stallMs: 3_000 });
  const cell = await driver.eval(
    "const end = Date.now() + 4_000; while (Date.now() < end); 'done'",
  );
  expect(cell.run.outcome).toBe("ok");
  expect(bench.warnings).toEqual([]);
});

test("a kernel whose heartbeat stops is void: it is killed, and the next cell runs in a new one", async () => {
  await open({ leaseMs: 3_000 });
  const pid = Number(texts(await driver.eval("String(process.pid)"))[0]!.replaceAll("'", ""));
  const id = await driver.add("await new Promise(() => {})");
  await driver.start(id);
  await driver.until(() => driver.cell(id).run.status === "running");
  process.kill(pid, "SIGSTOP");
  await driver.until((state) => state.executions.length === 0);
  expect(driver.cell(id).run.outcome).toBe("died");
  expect(texts(driver.cell(id)).join()).toMatch(/no heartbeat/);
  expect(texts(await driver.eval("40 + 2"))).toEqual(["42"]);
  expect(await audit()).toMatch(/"event":"expired"/);
});
