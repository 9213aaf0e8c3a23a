import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NotebookDriver, texts, Workbench } from "../fixtures/notebook-driver.ts";

let bench: Workbench;
let driver: NotebookDriver;
let kernelsSeen = 0;

beforeAll(async () => {
  bench = await Workbench.open();
  driver = await bench.notebook("i.ipynb", ["1"]);
  await driver.eval("let kept = 41; const log: string[] = [];");
  kernelsSeen = driver.state.kernel.generation;
});
afterAll(async () => {
  await bench.close();
  expect(bench.faults).toEqual([]);
});

/** Runs a cell, stops it when it has said "go", and checks that variables and kernel are still there. */
async function stopped(source: string): Promise<void> {
  const cellId = await driver.add(source);
  await driver.start(cellId);
  await driver.until(() => texts(driver.cell(cellId)).join("").includes("go"));
  await driver.operate({ type: "cancel", cellIds: [cellId] });
  await driver.until((state) => state.executions.length === 0);
  expect(driver.cell(cellId).run.outcome).toBe("cancelled");
  expect(texts(await driver.eval("kept + 1"))).toEqual(["42"]);
  expect(driver.state.kernel.generation).toBe(kernelsSeen);
}

test("a cell that was stopped while it waited neither says nor saves anything when it comes back", async () => {
  await driver.eval(
    "let release: () => void; const gate = new Promise<void>((done) => { release = done; }); let mark = 'old';",
  );
  const waiting = await driver.add(
    "mark = 'of the stopped'; console.log('waits'); await gate; 'late'",
  );
  await driver.start(waiting);
  await driver.until(() => texts(driver.cell(waiting)).includes("stdout: waits\n"));
  await driver.operate({ type: "cancel", cellIds: [waiting] });
  await driver.until((state) => state.executions.length === 0);
  const said = texts(driver.cell(waiting));
  const next = await driver.eval(
    "mark = 'new'; release(); for (let turn = 0; turn < 5; turn++) await new Promise((done) => setTimeout(done, 1)); console.log('mine')",
  );
  expect(texts(next)).toEqual(["stdout: mine\n"]);
  expect(texts(driver.cell(waiting))).toEqual(said);
  expect(texts(await driver.eval("mark"))).toEqual(["'new'"]);
});

describe("interrupt keeps every variable and the kernel", () => {
  test.each([
    ["an endless loop", "console.log('go'); for (;;) {}"],
    [
      "an endless loop that no finally and no catch can keep up",
      "console.log('go'); for (;;) { try { for (;;) {} } catch { continue } finally { continue } }",
    ],
    ["an await that never ends", "console.log('go'); await new Promise(() => {})"],
    ["a loop after an await", "await null; console.log('go'); while (true) {}"],
    [
      "a loop in a function of an earlier cell",
      "function spin() { for (;;) {} }\nconsole.log('go'); spin()",
    ],
    [
      "a loop of microtasks",
      "console.log('go'); async function again(): Promise<void> { await null; return again() }\nawait again()",
    ],
    [
      "a loop in a timer",
      "console.log('go'); setTimeout(() => { for (;;) {} }, 0); await new Promise(() => {})",
    ],
    [
      "a loop in nextTick",
      "console.log('go'); process.nextTick(() => { for (;;) {} }); await new Promise(() => {})",
    ],
    ["a loop that prints", "for (let i = 0; ; i++) console.log('go', i)"],
    [
      "Atomics.wait",
      "console.log('go'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
    ],
  ])("%s", async (_, source) => {
    await stopped(source);
  });

  test("a hundred times in a row", async () => {
    for (let i = 0; i < 100; i++) await stopped("console.log('go'); while (true) {}");
  });

  test("the cell's own locals too, in a loop, in a callee and after an await", async () => {
    await stopped("let inLoop = 0; console.log('go'); for (;;) { inLoop = 7 }");
    expect(texts(await driver.eval("inLoop"))).toEqual(["7"]);
    await stopped("let before = 5; function hang() { for (;;) {} }\nconsole.log('go'); hang();");
    expect(texts(await driver.eval("before"))).toEqual(["5"]);
    await stopped(
      "let waited = 1; await null; waited = 2; console.log('go'); await new Promise(() => {})",
    );
    expect(texts(await driver.eval("waited"))).toEqual(["2"]);
  });

  test("timers of the stopped cell are ended, those of other cells go on", async () => {
    await driver.eval("let other = 0; setInterval(() => { other++ }, 1).unref()");
    await stopped(
      "let ticks = 0; setInterval(() => { ticks++ }, 1); console.log('go'); await new Promise(() => {})",
    );
    await driver.eval(
      "const at = ticks, otherAt = other; while (other < otherAt + 5) await new Promise((r) => setTimeout(r, 1))",
    );
    expect(texts(await driver.eval("[ticks - at, other > otherAt]"))).toEqual(["[ 0, true ]"]);
  });

  test("the signal of the cell aborts", async () => {
    await stopped(
      "signal.addEventListener('abort', () => log.push('aborted')); console.log('go'); await new Promise(() => {})",
    );
    expect(texts(await driver.eval("log"))).toEqual(["[ 'aborted' ]"]);
  });

  test("what was printed before is there, and the cell says that it was stopped", async () => {
    const cellId = await driver.add(
      "for (let i = 0; i < 5000; i++) console.log('line', i, ' '); console.log('go'); for (;;) {}",
    );
    await driver.start(cellId);
    await driver.until(() => texts(driver.cell(cellId)).join("").includes("go"));
    await driver.operate({ type: "cancel" });
    await driver.until((state) => state.executions.length === 0);
    const [stream, error] = texts(driver.cell(cellId));
    expect(stream?.split("\n").length).toBe(5002);
    expect(error).toBe("Interrupted: The cell was stopped; its variables are kept");
  });

  test("an interrupt that comes as the cell ends hits nothing else", async () => {
    for (let i = 0; i < 50; i++) {
      const cellId = await driver.add(
        `let s${i} = 0; for (let j = 0; j < ${i * 20_000}; j++) s${i} += j; 'done'`,
      );
      await driver.start(cellId);
      await driver.operate({ type: "cancel", cellIds: [cellId] });
      await driver.until((state) => state.executions.length === 0);
      expect(texts(await driver.eval("kept + 1"))).toEqual(["42"]);
    }
  });
});
