import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { becomes, isAlive, ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let client: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", []);
  server = await folder.serve();
  client = await LiveClient.attach(server, "a.ipynb");
});
afterAll(() => folder.remove());

/** Adds a cell, starts it and waits until it has printed something. */
async function running(source: string): Promise<string> {
  const id = await client.add(source);
  await client.start(id);
  await client.until(() => client.cell(id).outputs.length > 0);
  return id;
}

async function pidOfKernel(): Promise<number> {
  return Number(texts(await client.eval("String(process.pid)"))[0]!.replaceAll("'", ""));
}

const ended = (state: typeof client.state): boolean => state.executions.length === 0;
const free = (): boolean => client.lock?.holder === null && client.lock.waiting.length === 0;

/** The kernel can be used again: the lease is free and a cell runs. */
async function expectUsable(): Promise<void> {
  await client.until(free);
  expect(texts(await client.eval("40 + 2"))).toEqual(["42"]);
}

describe("a kernel that is killed", () => {
  test("ends its cell with an error that says so, keeps its output and skips what waits", async () => {
    const pid = await pidOfKernel();
    const id = await running("console.log('before');\nawait new Promise(() => {})");
    const waiting = await client.add("'waits'");
    await client.start(waiting);
    process.kill(pid, "SIGKILL");
    await client.until(ended);
    const cell = client.cell(id);
    expect(cell.run.outcome).toBe("died");
    expect(texts(cell)).toEqual([
      "stdout: before\n",
      "KernelDied: HF_KERNEL_DIED: The kernel died. The kernel was ended by SIGKILL. Variables are gone; run the cells again.",
    ]);
    expect(client.cell(waiting).run.outcome).toBe("skipped");
    expect(client.state.kernel.status).toBe("dead");
    await expectUsable();
    expect(client.state.kernel.status).toBe("idle");
  });

  test("while it runs nothing is replaced when the next cell runs", async () => {
    const pid = await pidOfKernel();
    process.kill(pid, "SIGKILL");
    await client.until(({ kernel }) => kernel.status === "dead");
    expect(await pidOfKernel()).not.toBe(pid);
  });
});

test("process.exit() ends the cell as died and says what it was", async () => {
  const cell = await client.eval(
    "console.log('last');\nawait new Promise(setImmediate);\nprocess.exit(7)",
  );
  expect(cell.run.outcome).toBe("died");
  expect(texts(cell)).toEqual([
    "stdout: last\n",
    expect.stringMatching(/^stderr: process\.exit\(7\) was called at cell \[\d+\]:3:9\n$/),
    expect.stringMatching(/The kernel ended itself with code 7/),
  ]);
  await expectUsable();
});

test("process.abort() too, with what was printed and the line", async () => {
  const cell = await client.eval(
    "console.log('last');\nfunction end() { process.abort(); }\nend()",
  );
  expect(cell.run.outcome).toBe("died");
  expect(texts(cell)).toEqual([
    "stdout: last\n",
    expect.stringMatching(/^stderr: process\.abort\(\) was called at end \(cell \[\d+\]:2:\d+\)\n/),
    expect.stringMatching(/The kernel was ended by SIGABRT/),
  ]);
  await expectUsable();
});

test("out of memory: the limit, the way of the memory and the last progress are said", async () => {
  const own = await ServedFolder.make();
  await own.notebook("a.ipynb", []);
  const small = await own.serve("--kernel-memory", "128");
  const tab = await LiveClient.attach(small, "a.ipynb");
  const cell = await tab.eval(
    `const all: number[][] = [];
    for (let i = 0; ; i++) {
      progress(i, 1000, "growing");
      all.push(new Array(100_000).fill(i + 0.5));
      if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 100));
    }`,
  );
  expect(cell.run.outcome).toBe("died");
  const text = texts(cell).at(-1)!;
  expect(text).toMatch(/The kernel ran out of memory \(its heap limit was reached\)/);
  const { traceback } = cell.outputs.at(-1) as { traceback: readonly string[] };
  expect(traceback.join("\n")).toMatch(/Progress \d+ % \(\d+ of 1000\), growing/);
  expect(traceback.join("\n")).toMatch(/Memory: [\d.]+ MB → [\d.]+ MB over \d+ s [▁▂▃▄▅▆▇█]+/);
  expect(texts(await tab.eval("40 + 2"))).toEqual(["42"]);
  await own.remove();
});

describe("stop", () => {
  test("ends an endless loop, and the kernel is usable", async () => {
    const id = await running("console.log('loop');\nfor (;;) {}");
    await client.operate({ type: "cancel" });
    await client.until(ended);
    expect(["cancelled", "died"]).toContain(client.cell(id).run.outcome);
    expect(texts(client.cell(id))[0]).toBe("stdout: loop\n");
    expect(client.cell(id).outputs.at(-1)).toMatchObject({ output_type: "error" });
    await expectUsable();
  });

  test("ends a cell that awaits, and keeps the variables", async () => {
    await client.eval("const kept = 'kept'");
    const id = await running("console.log('waits');\nawait new Promise(() => {})");
    await client.operate({ type: "cancel" });
    await client.until(ended);
    expect(client.cell(id).run.outcome).toBe("cancelled");
    expect(texts(await client.eval("kept"))).toEqual(["'kept'"]);
  });
});

test("restart while a cell runs ends it, and the new kernel has no variables", async () => {
  const pid = await pidOfKernel();
  await client.eval("const gone = 1");
  const id = await running("console.log('runs');\nawait new Promise(() => {})");
  const { generation } = client.state.kernel;
  await expect(client.operate({ type: "restart" })).rejects.toThrow("HF_LOCK_BUSY");
  await client.operate({ type: "restart", force: true });
  await client.until(({ kernel }) => kernel.status === "idle" && kernel.generation > generation);
  expect(client.cell(id).run.outcome).toBe("cancelled");
  expect(texts(client.cell(id))).toEqual([
    "stdout: runs\n",
    expect.stringContaining("HF_KERNEL_RESTARTED"),
  ]);
  expect(texts(await client.eval("gone"))[0]).toMatch(/^ReferenceError/);
  expect(client.state.executionCount).toBe(1);
  expect(await becomes(() => !isAlive(pid), 2000)).toBe(true);
});
