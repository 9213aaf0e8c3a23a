import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NotebookDriver, texts, Workbench } from "../integration/fixtures/notebook-driver.ts";
import { report, rounds } from "./rounds.ts";

const ROUNDS = rounds(5);

let bench: Workbench;
let driver: NotebookDriver;

beforeAll(async () => {
  bench = await Workbench.open();
  driver = await bench.notebook("i.ipynb", ["1"]);
  await driver.eval("let kept = 41;");
});
afterAll(async () => {
  await bench.close();
  expect(bench.faults).toEqual([]);
});

/** Stops a cell that has said "go"; gives the ms until it had ended. */
async function stop(cellId: string): Promise<number> {
  await driver.start(cellId);
  await driver.until(
    () =>
      driver.cell(cellId).run.status === "running" &&
      texts(driver.cell(cellId)).join("").includes("go"),
  );
  const from = performance.now();
  await driver.operate({ type: "cancel", cellIds: [cellId] });
  await driver.until((state) => state.executions.length === 0);
  return performance.now() - from;
}

describe(`a stop keeps every variable and the kernel, ${ROUNDS} times each`, () => {
  test.each([
    ["an endless loop", "console.log('go'); for (;;) {}"],
    [
      "finally { continue }",
      "console.log('go'); for (;;) { try { for (;;) {} } catch { continue } finally { continue } }",
    ],
    ["an await that never ends", "console.log('go'); await new Promise(() => {})"],
    ["a loop after an await", "await null; console.log('go'); while (true) {}"],
    [
      "a loop of microtasks",
      "console.log('go'); const again = (): unknown => Promise.resolve().then(again); again();\nfor (;;) await null",
    ],
    [
      "a loop in a timer",
      "console.log('go'); setTimeout(() => { for (;;) {} }, 0); await new Promise(() => {})",
    ],
    ["a loop that prints", "for (let i = 0; ; i++) console.log('go', i)"],
    [
      "Atomics.wait",
      "console.log('go'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
    ],
  ])("%s", { timeout: 60_000 + ROUNDS * 1_000 }, async (name, source) => {
    const cellId = await driver.add(source);
    const { generation } = driver.state.kernel;
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      times.push(await stop(cellId));
      expect(driver.cell(cellId).run.outcome).toBe("cancelled");
    }
    expect(texts(await driver.eval("kept + 1"))).toEqual(["42"]);
    expect(driver.state.kernel.generation).toBe(generation);
    times.sort((a, b) => a - b);
    const at = (q: number): string => times[Math.floor(q * (times.length - 1))]!.toFixed(1);
    report({
      fault: `stop: ${name}`,
      rounds: ROUNDS,
      kept: ROUNDS,
      "p50 ms": at(0.5),
      "max ms": at(1),
    });
  });
});
