import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

/** A run that an error ends after its third step, once. */
function source(name: string, more = ""): string {
  return `await run("${name}", { total: 5, state: { log: [] as number[] } }, async (r) => {
  for await (const i of r.steps()) {
    ${more}
    if (i === 3 && r.first === 0) throw new Error("once");
    r.state.log.push(i);
    await r.checkpoint();
  }
  return r.state.log.join();
})`;
}

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

async function call(method: string, path: string, body?: object) {
  const init = { method, ...(body && { body: JSON.stringify(body) }) };
  const answer = await server.fetch(path, init);
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
}

/** Runs a cell whose run fails; gives cell and run. */
async function failed(name: string): Promise<{ cellId: string; runId: string }> {
  const cellId = await tab.add(source(name));
  const { runId } = (await tab.run(cellId)).run.resumable!;
  return { cellId, runId };
}

describe("what is kept", () => {
  test("is told with its size, and cleared run by run or all at once", async () => {
    const { cellId, runId } = await failed("one");
    await failed("two");
    const { body } = await call("GET", "/api/checkpoints");
    expect(body).toMatchObject({ maxBytes: 2e9, maxAgeMs: 7 * 24 * 3_600_000 });
    const one = body.runs.find((run: { runId: string }) => run.runId === runId);
    expect(one).toMatchObject({
      name: "one",
      path: "a.ipynb",
      cellId,
      state: "failed",
      step: 3,
      total: 5,
      isNeeded: false,
    });
    expect(one.bytes).toBeGreaterThan(0);
    expect(body.bytes).toBeGreaterThan(one.bytes);
    expect(await call("DELETE", `/api/checkpoints/${runId}`)).toEqual({
      status: 200,
      body: { cleared: 1, bytes: one.bytes },
    });
    await tab.until(() => tab.cell(cellId).run.resumable === undefined);
    expect((await call("DELETE", `/api/checkpoints/${runId}`)).status).toBe(404);
    expect((await call("DELETE", "/api/checkpoints")).body).toMatchObject({ cleared: 1 });
    expect((await call("GET", "/api/checkpoints")).body).toMatchObject({ bytes: 0, runs: [] });
  });

  test("of a run at work stays", async () => {
    const id = await tab.add(
      source("busy", "if (i === 2) { console.log('waits'); await new Promise(() => {}); }"),
    );
    await tab.start(id);
    await tab.until(() => texts(tab.cell(id)).join().includes("waits"));
    const { runs } = (await call("GET", "/api/checkpoints")).body;
    expect(runs).toMatchObject([{ name: "busy", state: "running", isNeeded: true }]);
    const answer = await call("DELETE", `/api/checkpoints/${runs[0].runId}`);
    expect(answer).toMatchObject({ status: 409, body: { code: "HF_RUN_BUSY" } });
    expect((await call("DELETE", "/api/checkpoints")).body).toEqual({ cleared: 0, bytes: 0 });
    await tab.operate({ type: "cancel" });
    await tab.until((state) => state.executions.length === 0);
  });
});

describe("resume over HTTP", () => {
  test("runs the cell again, and the run goes on", async () => {
    const { cellId, runId } = await failed("resumed");
    const answer = await call("POST", `/api/runs/${runId}/resume`, { user: "Ben" });
    expect(answer).toMatchObject({
      status: 201,
      body: { cellId, by: "Ben", resumes: { runId, name: "resumed", step: 3, total: 5 } },
    });
    await tab.until((state) => state.executions.length === 0);
    expect(texts(tab.cell(cellId)).join()).toContain("[resumed from 60 % · attempt 2]");
    expect(texts(tab.cell(cellId)).at(-1)).toBe("'0,1,2,3,4'");
    expect(await call("POST", `/api/runs/${runId}/resume`)).toMatchObject({
      status: 404,
      body: { code: "HF_NOT_FOUND" },
    });
  });

  test("takes the id of an execution, waits behind what runs or refuses to wait", async () => {
    const { cellId } = await failed("waits");
    const { execId } = tab.cell(cellId).run;
    const blocker = await tab.add("await new Promise(() => {})");
    await tab.start(blocker);
    await tab.until(() => tab.cell(blocker).run.status === "running");
    const path = `/api/runs/${execId}/resume`;
    expect(await call("POST", path, { onBusy: "fail" })).toMatchObject({
      status: 423,
      body: { holder: { cellId: blocker, notebook: "a.ipynb" } },
    });
    expect(await call("POST", path)).toMatchObject({ status: 202, body: { position: 1 } });
    const { runs } = (await call("GET", "/api/checkpoints")).body;
    expect(runs.find(({ name }: { name: string }) => name === "waits").isNeeded).toBe(true);
    expect(await call("POST", path)).toMatchObject({ status: 200, body: { joined: true } });
    await tab.operate({ type: "cancel", cellIds: [blocker] });
    await tab.until((state) => state.executions.length === 0);
    expect(texts(tab.cell(cellId)).at(-1)).toBe("'0,1,2,3,4'");
  });

  test("says what differs when the cell has changed: 409", async () => {
    const { cellId, runId } = await failed("changed");
    const { source: text, revision } = tab.cell(cellId);
    const change = [text.length, [0, "", "// edited"]] as const;
    await tab.operate({ type: "setSource", cellId, revision, change });
    expect(await call("POST", `/api/runs/${runId}/resume`, { parameters: { n: 2 } })).toMatchObject(
      { status: 409, body: { code: "HF_RUN_CHANGED", differences: ["cell", "parameters"] } },
    );
  });

  test("of what was removed says so: 410", async () => {
    const { runId } = await failed("removed");
    await call("DELETE", `/api/checkpoints/${runId}`);
    const answer = await call("POST", `/api/runs/${runId}/resume`);
    expect(answer).toMatchObject({ status: 410, body: { code: "HF_RUN_EXPIRED" } });
    expect(answer.body.detail).toMatch(/"removed" were removed: a person removed them/);
    expect((await call("POST", "/api/runs/none/resume")).status).toBe(404);
  });
});

describe("a disk that is nearly full", () => {
  test("refuses checkpoints, says so once in the cell and the log, and the run goes on", async () => {
    const full = await ServedFolder.make();
    full.env = { HOLDFAST_DISK_FLOOR_GB: "999999999" };
    await full.notebook("b.ipynb", [source("full", "if (r.first === 0 && i === 3) return 'end';")]);
    const other = await full.serve();
    const client = await LiveClient.attach(other, "b.ipynb");
    const cell = await client.run("c1");
    expect(
      texts(cell)
        .join()
        .match(/was not saved, the run goes on: .*has \d+ MB free/g),
    ).toHaveLength(1);
    expect(texts(cell).at(-1)).toBe("'end'");
    expect(other.process.stderr.match(/checkpoints are refused/g)).toHaveLength(1);
    await full.remove();
  });

  test.each([
    ["HOLDFAST_DISK_FLOOR_GB", "much"],
    ["HOLDFAST_CHECKPOINT_GB", "-1"],
    ["HOLDFAST_CHECKPOINT_DAYS", "a week"],
  ])("$%s that is no number is refused", async (name, value) => {
    const wrong = await ServedFolder.make();
    wrong.env = { [name]: value };
    const process = wrong.command("serve", wrong.root, "--no-open");
    expect(await process.ended).toMatchObject({ code: 2 });
    expect(process.stderr).toContain(`$${name} is wrong`);
    await wrong.remove();
  });
});
