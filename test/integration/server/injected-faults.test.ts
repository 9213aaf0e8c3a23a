import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { NotebookWriter } from "../../../server/contents/writer.ts";
import { KernelPool } from "../../../server/kernel/child-process.ts";
import { KernelSockets } from "../../../server/kernel/kernel-sockets.ts";
import { CheckpointStore } from "../../../server/runs/checkpoint-store.ts";
import { Session } from "../../../server/session/session.ts";
import { Journal } from "../../../server/store/journal.ts";
import { Store } from "../../../server/store/store.ts";
import { type NotebookDriver, texts, Workbench } from "../fixtures/notebook-driver.ts";

let bench: Workbench;
let neighbour: NotebookDriver;
const stray: unknown[] = [];
const onStray = (error: unknown): void => void stray.push(error);

beforeEach(async () => {
  stray.length = 0;
  process.on("unhandledRejection", onStray);
  bench = await Workbench.open(undefined, { spare: false });
  neighbour = await bench.notebook("neighbour.ipynb", []);
  await neighbour.eval("let count = 0");
});
afterEach(async () => {
  await bench.close();
  process.off("unhandledRejection", onStray);
  expect(stray).toEqual([]);
});

/** The next call of a method fails; later ones do what they should. */
function failsOnce(
  on: { readonly prototype: object },
  method: string,
  how: "throws" | "rejects",
): { readonly calls: () => number } {
  const prototype = on.prototype as Record<string, (...args: unknown[]) => unknown>;
  const spy = vi.spyOn(prototype, method);
  spy.mockImplementationOnce(() => {
    const error = new Error(`injected: ${method}`);
    if (how === "throws") throw error;
    return Promise.reject(error);
  });
  onTestFinished(() => spy.mockRestore());
  return { calls: () => spy.mock.calls.length };
}

/** Another notebook has noticed nothing: its kernel is the same, its variables are there. */
async function expectNeighbour(count: number): Promise<void> {
  expect(await neighbour.last("++count")).toEqual([String(count)]);
}

describe("a fault that comes once", () => {
  test.each([
    ["the store, while a notebook is opened", Store, "write", "rejects"],
    ["the journal's reading, while a notebook is opened", Journal, "read", "rejects"],
  ] as const)(
    "of %s: it is told to whoever opened it, and opening it again works",
    async (_, on, method, how) => {
      const { session } = await bench.notebook("a.ipynb", ["40 + 2"]);
      await bench.sessions.delete("a.ipynb", async () => {});
      expect(session).toBeDefined();
      failsOnce(on, method, how);
      await expect(bench.sessions.open("a.ipynb")).rejects.toThrow("injected");
      const again = await bench.reopen("a.ipynb");
      expect(texts(await again.run("c1"))).toEqual(["42"]);
      await expectNeighbour(1);
    },
  );

  test.each([
    ["the start of its process", KernelPool, "start", "throws"],
    ["its sockets", KernelSockets, "expect", "throws"],
  ] as const)(
    "of a kernel, %s: its cell says so, and the next run works",
    async (_, on, method, how) => {
      const driver = await bench.notebook("a.ipynb", ["40 + 2"]);
      failsOnce(on, method, how);
      const failed = await driver.run("c1");
      expect(texts(failed).join()).toContain("HF_KERNEL_START");
      expect(failed.run.outcome).toBe("died");
      expect(texts(await driver.run("c1"))).toEqual(["42"]);
      await expectNeighbour(1);
    },
  );

  test("of the journal, while a cell runs: nothing is lost, and what was said is told when it is written", async () => {
    const driver = await bench.notebook("a.ipynb", ["console.log('said'); 40 + 2"]);
    const { calls } = failsOnce(Store, "write", "rejects");
    const cell = await driver.run("c1");
    expect(calls()).toBeGreaterThan(1);
    expect(texts(cell)).toEqual(["stdout: said\n", "42"]);
    await expectNeighbour(1);
  });

  test("of a checkpoint: the run goes on and says so once", async () => {
    const driver = await bench.notebook("a.ipynb", [
      `await run("r", { total: 3, every: 1 }, async (r) => { for await (const i of r.steps()) await new Promise((f) => setTimeout(f, 5)); return "all"; })`,
    ]);
    failsOnce(CheckpointStore, "save", "rejects");
    const cell = await driver.run("c1");
    expect(texts(cell).at(-1)).toBe("'all'");
    await expectNeighbour(1);
  });

  test("of saving: the work is kept, and the next save holds it", async () => {
    const driver = await bench.notebook("a.ipynb", ["40 + 2"]);
    failsOnce(NotebookWriter, "write", "rejects");
    await driver.run("c1");
    await driver.session.file.save().catch(() => {});
    await driver.session.file.save();
    const [cell] = (await driver.readFile()).cells;
    expect(JSON.stringify(cell!.outputs)).toContain("42");
    await expectNeighbour(1);
  });

  test("of a session's end: the others end all the same, and it is told", async () => {
    await bench.notebook("a.ipynb", ["1"]);
    failsOnce(Session, "close", "rejects");
    await bench.sessions.close();
    expect(bench.faults.map(String).join()).toContain("injected: close");
  });
});
