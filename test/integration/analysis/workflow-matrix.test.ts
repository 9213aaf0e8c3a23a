import { readdirSync, readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

/** A call of each exported workflow on a small table; `r` is the run that it gets. */
const CALLS: Readonly<Record<string, string>> = {
  clean: "clean(dirty, { run: r })",
  rfm: `rfm(orders, { customer: "customer", date: "date", amount: "amount", run: r })`,
  cluster: "cluster(points, { tries: [2, 3, 4, 5], run: r })",
  detectAnomalies: "detectAnomalies(points, { run: r })",
  trainClassifiers: `trainClassifiers(points, { target: "left", cv: 3, models: ["naiveBayes", "logistic", "decisionTree", "randomForest"], run: r })`,
  trainRegressors: `trainRegressors(points, { target: "y", cv: 3, models: ["linear", "ridge", "decisionTree", "randomForest"], run: r })`,
};
/** What each has when it is caught. */
const HAS = 2;
/** The step at which that is: a training takes one for each fold of a model, and one for all rows. */
const caughtAt = (workflow: string): number =>
  workflow.startsWith("train") ? HAS * (3 + 1) + 1 : HAS;
const PROPERTIES = [
  "completes",
  "navigation blocked",
  "progress moves",
  "checkpoint saved",
  "same digits after kill -9",
  "intermediate result shows",
  "goes on after a stop",
  "error keeps the partial",
  "unlocks afterwards",
] as const;
type Property = (typeof PROPERTIES)[number];

/** The tables, and a run that is held before a step. It is in each cell, so that none needs another. */
const SETUP = `const random = stream(3, "rows");
const points = Table.from(Array.from({ length: 90 }, () => {
  const x = random.normal(); const z = random.normal();
  return { x, z, y: 2 * x - z + 0.2 * random.normal(), left: x + 0.3 * random.normal() > 0 };
}));
const dirty = Table.from(Array.from({ length: 60 }, (_, i) => ({ id: i % 50, price: i % 7 ? String(i) : "n/a", name: [" Ann", "ann", "Bob "][i % 3], x: i === 9 ? 1e6 : i % 5 ? i : null })));
const orders = Table.from(Array.from({ length: 120 }, (_, i) => ({ customer: "c" + random.int(25), date: new Date(Date.UTC(2026, random.int(12), 1 + random.int(28))), amount: 5 + 20 * random() })));
function held(run: any, at: number, hold: () => Promise<void>): any {
  async function* steps(total?: number) {
    for await (const i of run.steps(total)) {
      if (i === at - 1) await run.checkpoint();
      if (i === at && run.first === 0) await hold();
      yield i;
    }
  }
  return new Proxy(run, {
    get(target, key) {
      if (key === "steps") return steps;
      const value = Reflect.get(target, key, target);
      return typeof value === "function" && key !== "random" ? value.bind(target) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
}`;

const PLAIN = "";
const WAITS = "console.log('waits ' + process.pid); await new Promise(() => {});";
const FAILS = "throw new Error('once');";

let folder: ServedFolder;
let server: ServerProcess;
let tab: LiveClient;
const found = new Map<string, Set<Property>>();

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", ["1"]);
  await folder.notebook("b.ipynb", ["1"]);
  server = await folder.serve();
  tab = await LiveClient.attach(server, "a.ipynb", { windowId: "window-of-ana" });
});
afterAll(async () => {
  await folder.remove();
  const width = Math.max(...PROPERTIES.map(({ length }) => length));
  const names = Object.keys(CALLS);
  const lines = PROPERTIES.map((property) =>
    [
      property.padEnd(width),
      ...names.map((name) => (found.get(name)?.has(property) ? "yes" : "NO").padEnd(name.length)),
    ].join("  "),
  );
  process.stdout.write(`\n${[["".padEnd(width), ...names].join("  "), ...lines].join("\n")}\n`);
});

/** What a failed test left running does not keep the others from their turn. */
afterEach(async () => {
  await tab.operate({ type: "cancel" });
  await tab.until((state) => state.executions.length === 0);
});

function holds(workflow: string, property: Property): void {
  const known = found.get(workflow) ?? new Set();
  found.set(workflow, known.add(property));
}

function source(workflow: string, run: string, hold: string): string {
  return `const ${run} = await run("${run}", { seed: 5 }, (own) => {
  ${SETUP}
  const r = held(own, ${caughtAt(workflow)}, async () => { ${hold} });
  return ${CALLS[workflow]};
});
JSON.stringify([${run}.summary, ${run}.table.toArray().map(({ seconds: _, ...row }: any) => row)])`;
}

async function isFree(): Promise<boolean> {
  await tab.until(() => tab.lock?.holder === null && tab.lock.waiting.length === 0);
  return true;
}

async function start(workflow: string, run: string): Promise<string> {
  const id = await tab.add(source(workflow, run, WAITS));
  await tab.start(id);
  await tab.until(() => texts(tab.cell(id)).join().includes("waits"));
  return id;
}

test("every exported workflow that takes a run is in the matrix", () => {
  const barrel = new URL("../../../kernels/analysis/doors/", import.meta.url);
  const exported = readdirSync(barrel)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(new URL(name, barrel), "utf8"))
    .flatMap((text) => [...text.matchAll(/^export (?:async )?function (\w+)\(([^)]*)\)/gm)])
    .filter(([, , parameters]) => /\brun\?: Run</.test(parameters!))
    .map(([, name]) => name!);
  expect(exported.sort()).toEqual(Object.keys(CALLS).sort());
});

describe.each(Object.keys(CALLS))("%s", (workflow) => {
  let expected: string;

  test("completes, and leaves no checkpoint", async () => {
    const cell = await tab.eval(source(workflow, `${workflow}Plain`, PLAIN));
    expected = texts(cell).at(-1)!;
    expect(cell.run).toMatchObject({ outcome: "ok" });
    expect(cell.run.resumable).toBeUndefined();
    expect(expected.length).toBeGreaterThan(100);
    holds(workflow, "completes");
  });

  test("while it runs: navigation is blocked, progress moves, a checkpoint is saved; after kill -9 it has the same digits", async () => {
    const name = `${workflow}Killed`;
    const id = await start(workflow, name);
    const [running] = tab.state.executions;
    await tab.until(() => tab.lock?.holder?.execId === running!.id);
    const deleted = await server.fetch("/api/contents/a.ipynb", { method: "DELETE" });
    expect(deleted.status).toBe(423);
    await tab.until(() => tab.lock?.holder?.run === name);
    const other = await LiveClient.connect(server, "b.ipynb");
    const user = { name: "Ana", color: "#336699" };
    other.send({ type: "attach", protocol: 1, windowId: "window-of-ana", user });
    expect((await other.closed).code).toBe(4423);
    holds(workflow, "navigation blocked");

    const done = tab.progress.filter((bar) => bar.name === name).map((bar) => bar.done);
    await tab.until(() =>
      tab.progress.some((bar) => bar.name === name && bar.done >= caughtAt(workflow)),
    );
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    holds(workflow, "progress moves");

    const kept = (await (await server.fetch("/api/checkpoints")).json()) as {
      runs: { name: string; step: number; bytes: number }[];
    };
    const run = kept.runs.find((each) => each.name === name);
    expect(run).toMatchObject({ step: caughtAt(workflow) });
    expect(run!.bytes).toBeGreaterThan(0);
    holds(workflow, "checkpoint saved");

    const pid = Number(/waits (\d+)/.exec(texts(tab.cell(id)).join())![1]);
    process.kill(pid, "SIGKILL");
    await tab.until(() => tab.cell(id).run.outcome === "ok");
    expect(texts(tab.cell(id)).join()).toContain("attempt 2]");
    expect(texts(tab.cell(id)).at(-1)).toBe(expected);
    holds(workflow, "same digits after kill -9");
  });

  test("after a stop its intermediate result shows, and it goes on with the same digits", async () => {
    const id = await start(workflow, `${workflow}Stopped`);
    await tab.operate({ type: "cancel" });
    await tab.until((state) => state.executions.length === 0);
    expect(tab.cell(id).run).toMatchObject({
      outcome: "cancelled",
      resumable: { state: "cancelled", step: caughtAt(workflow) },
    });
    expectPartial(id);
    holds(workflow, "intermediate result shows");
    expect(texts(await tab.run(id)).at(-1)).toBe(expected);
    holds(workflow, "goes on after a stop");
  });

  test("after an error it keeps what it had, gives the lock back, and goes on with the same digits", async () => {
    const id = await tab.add(source(workflow, `${workflow}Failed`, FAILS));
    const cell = await tab.run(id);
    expect(cell.run).toMatchObject({ outcome: "error", resumable: { state: "failed" } });
    expect(cell.run.resumable!.step).toBe(caughtAt(workflow));
    expectPartial(id);
    holds(workflow, "error keeps the partial");
    expect(await isFree()).toBe(true);
    expect(texts(await tab.run(id)).at(-1)).toBe(expected);
    expect(await isFree()).toBe(true);
    holds(workflow, "unlocks afterwards");
  });
});

/** The cell says how much it has, and shows it as a table or a result, not as nothing. */
function expectPartial(id: string): void {
  const said = texts(tab.cell(id));
  const at = said.findIndex((text) => text.includes(`[partial · ${HAS} of `));
  expect(at).toBeGreaterThanOrEqual(0);
  const shown = tab.cell(id).outputs[at + 1];
  expect(shown).toMatchObject({ output_type: "display_data" });
  const { data } = shown as { data: Record<string, unknown> };
  expect(String(data["text/plain"]).length).toBeGreaterThan(20);
}
