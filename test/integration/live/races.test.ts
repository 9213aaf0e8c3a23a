import { afterAll, beforeAll, expect, test } from "vitest";
import { CRASH } from "../fixtures/crash.ts";
import { waitsFor } from "../fixtures/gate.ts";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let tab: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", ["1"]);
  server = await folder.serve();
  tab = await LiveClient.attach(server, "a.ipynb");
});
afterAll(() => folder.remove());

test("a cell that is started right behind a stop of everything is not stopped by it", async () => {
  const waits = await tab.add("await new Promise(() => {})");
  const queued = await tab.add("'queued'");
  const next = await tab.add("'next'");
  const run = (cellId: string) =>
    ({ type: "run", cellIds: [cellId], sourceRevisions: [0] }) as const;
  for (let round = 0; round < 5; round++) {
    await tab.start(waits);
    await tab.until(() => tab.cell(waits).run.status === "running");
    // Nothing of these three is waited for before the next is sent.
    const sent = [
      tab.operate(run(queued)),
      tab.operate({ type: "cancel" }),
      tab.operate(run(next)),
    ];
    await Promise.all(sent);
    await tab.until((state) => state.executions.length === 0);
    expect(tab.cell(waits).run.outcome).toBe("cancelled");
    expect(tab.cell(queued).run.outcome).not.toBe("ok");
    expect(tab.cell(next).run.outcome).toBe("ok");
  }
});

test("two people who run a cell with different texts both run, in their order, each with the own text", async () => {
  const id = await tab.add(`${waitsFor("both-asked")} 'first'`);
  const other = await LiveClient.attach(server, "a.ipynb");
  await tab.start(id);
  const { source, revision } = other.cell(id);
  await other.operate({
    type: "setSource",
    cellId: id,
    revision,
    change: [[source.length, "'second'"]],
  });
  const joined = tab.state.executions[0]!.id;
  await other.start(id);
  expect(other.state.executions.map((e) => e.source.includes("second"))).toEqual([false, true]);
  await other.start(id);
  expect(other.state.executions.map((e) => e.id)[0]).toBe(joined);
  expect(other.state.executions).toHaveLength(2);
  await folder.write("both-asked", "");
  await other.until((state) => state.executions.length === 0);
  expect(texts(other.cell(id)).at(-1)).toBe("'second'");
  expect(other.cell(id).run.revision).toBe(other.cell(id).revision);
  await other.leave();
});

test("a kernel that dies after its last checkpoint and before its result does no step again", async () => {
  const id = await tab.add(`await run("last", { total: 4, state: { steps: 0 } }, async (r) => {
    for await (const i of r.steps()) { r.state.steps++; console.log("step " + i); await r.checkpoint(); }
    if (r.first === 0) ${CRASH};
    return r.first + " " + r.state.steps;
  })`);
  await tab.run(id);
  await tab.until(() => tab.cell(id).run.outcome === "ok");
  const said = texts(tab.cell(id));
  expect(said.at(-1)).toBe("'4 4'");
  expect(said.join()).toContain("[resumed from 100 % · attempt 2]");
  expect(said.join()).not.toContain("step");
});
