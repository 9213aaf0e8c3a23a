import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { waitsFor } from "../fixtures/gate.ts";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { becomes, ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let one: LiveClient;
let two: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("one.ipynb", ["1"]);
  await folder.notebook("two.ipynb", ["1"]);
  server = await folder.serve();
  one = await LiveClient.attach(server, "one.ipynb");
  two = await LiveClient.attach(server, "two.ipynb");
});
afterAll(() => folder.remove());

const HOLD = `{
  await using held = await lock("sales");
  console.log("holds");
  await new Promise(() => {});
}`;

async function holds(client: LiveClient, source = HOLD): Promise<string> {
  const id = await client.add(source);
  await client.start(id);
  await client.until(() => texts(client.cell(id))[0] === "stdout: holds\n");
  return id;
}

async function lockOf(
  key: string,
): Promise<{ holder: { user: string } | null; waiting: unknown[] }> {
  const answer = await server.fetch(`/api/locks/${encodeURIComponent(key)}`);
  return ((await answer.json()) as { lock: never }).lock;
}

async function becomesFree(key: string): Promise<void> {
  expect(await becomes(async () => (await lockOf(key)).holder === null, 5_000)).toBe(true);
}

async function isWaitedFor(key: string): Promise<void> {
  expect(await becomes(async () => (await lockOf(key)).waiting.length === 1, 5_000)).toBe(true);
}

async function cancelAll(client: LiveClient): Promise<void> {
  await client.operate({ type: "cancel" });
  await client.until((state) => state.executions.length === 0);
}

describe("lock() in a cell", () => {
  test("is seen by other notebooks, who wait and are told the holder after their time-out", async () => {
    await holds(one);
    expect(await lockOf("pipe:sales")).toMatchObject({ holder: { user: "Ana" } });
    const cell = await two.eval(`await lock("sales", { timeout: "50ms" })`);
    expect(texts(cell)[0]).toMatch(/HF_LOCK_TIMEOUT: pipe:sales could not be had: Ana has held it/);
    await cancelAll(one);
    expect(texts(await two.eval(`(await lock("sales", { timeout: "5s" })).name`))).toEqual([
      "'sales'",
    ]);
    await becomesFree("pipe:sales");
  });

  test("is given back at the end of its block, and the next one goes on at once", async () => {
    const source = `{ await using held = await lock("stock"); console.log("holds");
      ${waitsFor("sold")} }
      Date.now()`;
    const first = await holds(one, source);
    const second = await two.add(`await lock("stock"); Date.now()`);
    await two.start(second);
    await isWaitedFor("pipe:stock");
    await folder.write("sold", "");
    await two.until((state) => state.executions.length === 0);
    await one.until((state) => state.executions.length === 0);
    const [, end] = texts(one.cell(first));
    expect(Number(texts(two.cell(second))[0])).toBeGreaterThanOrEqual(Number(end) - 1);
  });

  test("taken twice by one cell is held until both were given back", async () => {
    const cell = await one.eval(`const a = await lock("twice"); const b = await lock("twice");
      await a.release(); await a.release();
      const held = await fetch("data:,").then(() => true);
      held`);
    expect(texts(cell)).toEqual(["true"]);
    await becomesFree("pipe:twice");
  });

  test.each([
    ["an error", "throw new Error('no')"],
    ["the end of the cell", "1"],
    ["the death of the kernel", "process.exit(1)"],
    ["a kill of the kernel", "process.kill(process.pid, 'SIGKILL')"],
  ])("I6: is free after %s", async (_, end) => {
    await one.eval(
      `const held_${Math.random().toString(36).slice(2)} = await lock("ends"); ${end}`,
    );
    await becomesFree("pipe:ends");
  });

  test("I6: is free after a stop", async () => {
    await holds(one, HOLD.replace("sales", "stopped"));
    await cancelAll(one);
    await becomesFree("pipe:stopped");
  });

  test("a wait that would never end is refused, naming the circle", async () => {
    const a = await holds(
      one,
      `const x = await lock("A"); console.log("holds"); ${waitsFor("a")} await lock("B")`,
    );
    const b = await holds(
      two,
      `const y = await lock("B"); console.log("holds"); ${waitsFor("b")} await lock("A")`,
    );
    await folder.write("a", "");
    await isWaitedFor("pipe:B");
    await folder.write("b", "");
    await two.until((state) => state.executions.length === 0);
    expect(texts(two.cell(b))[1]).toMatch(/HF_LOCK_DEADLOCK/);
    await one.until((state) => state.executions.length === 0);
    expect(one.cell(a).run.outcome).toBe("ok");
  });

  test("a time-out that is none is refused by name", async () => {
    const cell = await one.eval(`await lock("x", { timeout: "soon" })`);
    expect(texts(cell)[0]).toMatch(/TypeError: lock: timeout is "soon", expected a number of ms/);
    expect(texts(await one.eval(`await lock("a/b")`))[0]).toMatch(/HF_REQUEST_INVALID/);
  });
});
