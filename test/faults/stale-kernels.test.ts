import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type NotebookDriver, texts, Workbench } from "../integration/fixtures/notebook-driver.ts";
import { becomes, isAlive } from "../integration/fixtures/server-process.ts";
import { report, rounds } from "./rounds.ts";

const ROUNDS = rounds(2);
/** A kernel without a heartbeat is void after so long, and nothing here runs as long as that in one kernel. */
const LEASE_MS = 2_000;
const STEPS = 100;

/** Prints and saves at each step, in which it says which process it is, and notes what it tried. */
const source = (log: string): string => `const { appendFileSync } = await import("node:fs");
const digits = await run("digits", { total: ${STEPS}, seed: 11, state: { sum: 0, by: [] as number[] } }, async (r) => {
  for await (const i of r.steps()) {
    r.state.sum += r.random.normal() * (i + 1);
    r.state.by.push(process.pid);
    console.log("pid " + process.pid);
    await r.checkpoint();
    await new Promise((resolve) => setTimeout(resolve, 4));
    appendFileSync(${JSON.stringify(log)}, process.pid + " " + i + "\\n");
    console.log("pid " + process.pid);
  }
  return r.state;
});
digits.sum + " " + digits.by.join()`;

let bench: Workbench;
let driver: NotebookDriver;
let log: string;
let expected: string;

beforeAll(async () => {
  bench = await Workbench.open({ leaseMs: LEASE_MS }, { autoResume: true, abandonKernels: true });
  log = join(bench.state, "tried.log");
  driver = await bench.notebook("a.ipynb", [source(log)]);
  await writeFile(log, "");
  expected = resultOf(await driver.run("c1")).sum;
});
afterAll(async () => {
  await bench.close();
  expect(bench.faults).toEqual([]);
});

function resultOf(cell: Parameters<typeof texts>[0]): { sum: string; by: number[] } {
  const [sum = "", by = ""] = texts(cell).at(-1)!.replaceAll("'", "").split(" ");
  return { sum, by: by.split(",").map(Number) };
}

/** The steps at whose end a kernel printed and sent a checkpoint. */
async function tried(pid: number): Promise<number> {
  const lines = (await readFile(log, "utf8")).split("\n");
  return lines.filter((line) => line.startsWith(`${pid} `)).length;
}

function pidsShown(): number[] {
  const found = texts(driver.cell("c1"))
    .join()
    .matchAll(/pid (\d+)/g);
  return [...new Set([...found].map(([, pid]) => Number(pid)))];
}

test(`a kernel that was stopped past its lease, and goes on when another has its place, writes nothing, ${ROUNDS} times`, {
  timeout: 60_000 + ROUNDS * 20_000,
}, async () => {
  const random = generator(23);
  let accepted = 0;
  let attempts = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await driver.start("c1");
    await driver.until(() => driver.cell("c1").run.status === "running" && pidsShown().length > 0);
    const [stale] = pidsShown() as [number];
    await new Promise((resolve) => setTimeout(resolve, 150 * random()));
    process.kill(stale, "SIGSTOP");
    const before = await tried(stale);
    // The next kernel takes the place, and is at work when the stopped one goes on.
    await driver.until(() => pidsShown().some((pid) => pid !== stale));
    process.kill(stale, "SIGCONT");
    await driver.until(
      (state) => state.executions.length === 0 && driver.cell("c1").run.outcome === "ok",
    );
    await becomes(async () => (await tried(stale)) > before, 2_000);
    const after = await tried(stale);
    attempts += after - before;
    const { sum, by } = resultOf(driver.cell("c1"));
    expect(sum).toBe(expected);
    expect(by).toHaveLength(STEPS);
    // What the stale kernel did before counts, and nothing after: then the next one has every step.
    const last = by.lastIndexOf(stale);
    if (last > before || by.slice(last + 1).includes(stale)) accepted++;
    expect(driver.cell("c1").outputs.length).toBeGreaterThan(0);
    if (pidsShown().includes(stale)) accepted++;
    process.kill(stale, "SIGKILL");
    await becomes(() => !isAlive(stale), 5_000);
  }
  expect(accepted).toBe(0);
  expect(attempts).toBeGreaterThan(0);
  report({
    fault: "SIGSTOP past the lease, takeover, SIGCONT",
    rounds: ROUNDS,
    "writes of a stale kernel": attempts,
    "stale writes accepted": accepted,
    "same digits": ROUNDS,
  });
});

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
