import { link, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { Kernels } from "../../../server/kernel/kernels.ts";
import type { ServicesOptions } from "../../../server/services.ts";
import { texts, Workbench } from "../fixtures/notebook-driver.ts";
import { childrenOf } from "../fixtures/server-process.ts";

const PID = "String(process.pid)";
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function workbench(options: Partial<ServicesOptions>): Promise<Workbench> {
  const bench = await Workbench.open(undefined, options);
  closing.push(() => bench.close());
  return bench;
}

describe("notebooks that begin at the same instant", () => {
  test("have a kernel each, and share no variable", async () => {
    const bench = await workbench({ maxKernels: 21 });
    const names = Array.from({ length: 20 }, (_, i) => `n${i}.ipynb`);
    const drivers = await Promise.all(
      names.map((name) => bench.notebook(name, [`const mine = ${JSON.stringify(name)}; ${PID}`])),
    );
    const pids = (await Promise.all(drivers.map((driver) => driver.run("c1")))).flatMap(texts);
    expect(new Set(pids).size).toBe(20);
    const mine = await Promise.all(drivers.map((driver) => driver.eval("mine")));
    expect(mine.map((cell) => texts(cell)[0])).toEqual(names.map((name) => `'${name}'`));
  }, 60_000);

  test("each end their own process, and no other's", async () => {
    const bench = await workbench({ maxKernels: 12, spare: false });
    const names = Array.from({ length: 10 }, (_, i) => `own${i}.ipynb`);
    const drivers = await Promise.all(names.map((name) => bench.notebook(name, [PID])));
    await Promise.all(drivers.map((driver) => driver.run("c1")));
    for (const [i, driver] of drivers.entries()) {
      const others = drivers.slice(i + 1);
      await driver.operate({ type: "restart" });
      await driver.until(({ kernel }) => kernel.status === "idle" && kernel.generation > 1);
      expect(others.map(({ state }) => state.kernel)).toEqual(
        others.map(() => expect.objectContaining({ status: "idle", generation: 1 })),
      );
    }
    for (const driver of drivers) expect((await driver.run("c1")).run.outcome).toBe("ok");
  }, 60_000);

  test("or whose spare kernel died the moment before", async () => {
    const bench = await workbench({ maxKernels: 6 });
    const first = await bench.notebook("first.ipynb", []);
    await first.eval("1");
    for (const pid of childrenOf(process.pid))
      if (`'${pid}'` !== texts(await first.eval(PID))[0]) process.kill(pid, "SIGKILL");
    const drivers = await Promise.all(
      ["a", "b", "c"].map((name) => bench.notebook(`${name}.ipynb`, [PID])),
    );
    const pids = (await Promise.all(drivers.map((driver) => driver.run("c1")))).flatMap(texts);
    expect(new Set(pids).size).toBe(3);
    expect(bench.faults).toEqual([]);
  });
});

test("one file under several names is one notebook with one kernel, however many open it at once", async () => {
  const bench = await workbench({});
  await bench.notebook("real.ipynb", ["let count = 0"]).then(({ session }) => session.close());
  await bench.stop();
  await symlink("real.ipynb", join(bench.root, "link.ipynb"));
  await link(join(bench.root, "real.ipynb"), join(bench.root, "hard.ipynb"));
  await symlink(".", join(bench.root, "folder"));
  await bench.start();
  const names = [
    "real.ipynb",
    "link.ipynb",
    "hard.ipynb",
    "folder/real.ipynb",
    "folder/link.ipynb",
  ];
  const drivers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => bench.reopen(names[i % names.length]!)),
  );
  expect(new Set(drivers.map(({ session }) => session)).size).toBe(1);
  expect(bench.sessions.all).toHaveLength(1);
  expect(await bench.reopen("folder/hard.ipynb").then(({ session }) => session)).toBe(
    drivers[0]!.session,
  );
});

test("a notebook is never open under two names while it is renamed", async () => {
  const bench = await workbench({});
  const { session } = await bench.notebook("before.ipynb", ["1"]);
  const { rename } = await import("node:fs/promises");
  const renaming = bench.sessions.rename("before.ipynb", "after.ipynb", () =>
    rename(join(bench.root, "before.ipynb"), join(bench.root, "after.ipynb")),
  );
  const opened = await Promise.all(
    Array.from({ length: 20 }, () => bench.sessions.open("after.ipynb")),
  );
  await renaming;
  expect(new Set(opened)).toEqual(new Set([session]));
  expect(session.state.path).toBe("after.ipynb");
});

describe("more notebooks than kernels", () => {
  test("the one too many is told so and what to do; nothing else happens", async () => {
    const bench = await workbench({ maxKernels: 2 });
    const [a, b, c] = await Promise.all(
      ["a", "b", "c"].map((name) => bench.notebook(`${name}.ipynb`, [PID])),
    );
    const pids = [texts(await a!.run("c1")), texts(await b!.run("c1"))];
    const refused = await c!.run("c1");
    expect(texts(refused)).toEqual([
      expect.stringMatching(/^KernelError: HF_KERNEL_LIMIT: Too many kernels\. .*--max-kernels/),
    ]);
    expect(refused.run.outcome).toBe("died");
    expect([texts(await a!.run("c1")), texts(await b!.run("c1"))]).toEqual(pids);
    expect(bench.faults).toEqual([]);
  });

  test("takes the place of the one that nobody used for the longest time, whose variables come back", async () => {
    const bench = await workbench({ maxKernels: 2, idleKernelMs: 0 });
    const [a, b, c] = await Promise.all(
      ["a", "b", "c"].map((name) =>
        bench.notebook(`${name}.ipynb`, [`const kept = new Float64Array(2e6).fill(7)`, PID]),
      ),
    );
    await a!.run("c1");
    await b!.run("c1");
    const pid = texts(await b!.run("c2"));
    expect((await c!.run("c1")).run.outcome).toBe("ok");
    expect(a!.state.kernel).toMatchObject({
      status: "dead",
      detail: expect.stringMatching(/idle/),
    });
    expect(a!.state.variables).toMatchObject({ state: "offered" });
    expect(texts(await b!.run("c2"))).toEqual(pid);
    // Its turn again: now another one is the idlest, and what it had comes back.
    await a!.session.runner.bringBack(new Set());
    expect(await a!.last("kept.length + kept[1_999_999]!")).toEqual(["2000007"]);
    expect(bench.faults).toEqual([]);
  });
});

test("a kernel that cannot be started is told to each that asked, and nothing is left over", async () => {
  const kernels = await Kernels.open({
    entry: "/no/such/kernel.js",
    maxKernels: 4,
    heapMb: 64,
    env: {},
  });
  closing.push(() => kernels.close());
  const taken = await Promise.allSettled(Array.from({ length: 10 }, () => kernels.take()));
  for (const one of taken)
    expect(one).toMatchObject({
      status: "rejected",
      reason: { code: expect.stringMatching(/^HF_KERNEL_(START|LIMIT)$/) },
    });
});

describe("a cell that ends its own kernel does so on purpose: its run waits for a person, each time", () => {
  test.each([
    "process.exit(1)",
    "process.exit()",
    "process.abort()",
    "process.kill(process.pid)",
    "process.kill(process.pid, 'SIGKILL')",
    "process.kill(process.pid, 9)",
    "process.reallyExit(3)",
  ])("%s", async (end) => {
    const bench = await workbench({ autoResume: true });
    const driver = await bench.notebook("own.ipynb", [
      `await run("ends", { total: 4 }, async (r) => {
        for await (const i of r.steps()) {
          await r.checkpoint();
          if (i === 2 && r.first === 0) ${end};
        }
        return "from " + r.first;
      })`,
    ]);
    const cell = await driver.run("c1");
    expect(cell.run.outcome).toBe("died");
    await driver.until(({ cells }) => cells[0]!.run.resumable !== null);
    expect(driver.state.executions).toEqual([]);
    expect(texts(await driver.run("c1")).at(-1)).toBe("'from 2'");
  });
});
