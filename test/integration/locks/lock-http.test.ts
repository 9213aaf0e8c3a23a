import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { becomes, ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let tab: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  folder.withClock(1_100);
  const long = `for (let i = 0; ; i++) { progress(i, 1000); await new Promise((r) => setTimeout(r, 10)); }`;
  await folder.notebook("a.ipynb", ["'quick'", long, "1 + 1", "1 + 2"]);
  await folder.notebook("b.ipynb", ["1"]);
  server = await folder.serve();
  tab = await LiveClient.attach(server, "a.ipynb", { windowId: "window-of-ana" });
});
afterEach(async () => {
  await tab.operate({ type: "cancel" });
  await tab.until((state) => state.executions.length === 0);
});
afterAll(() => folder.remove());

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; json: Record<string, unknown> }> {
  const answer = await server.fetch(path, {
    method,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const json = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: answer.status, headers: answer.headers, json };
}

function run(cellId: string, more: Record<string, unknown> = {}, headers = {}) {
  return call("POST", "/api/runs", { path: "a.ipynb", cellId, user: "Bo", ...more }, headers);
}

async function longCell(): Promise<string> {
  await tab.start("c2");
  await tab.until(
    () => tab.cell("c2").run.status === "running" && tab.cell("c2").outputs.length > 0,
  );
  return `nb:${tab.state.notebookId}`;
}

describe("POST /api/runs", () => {
  test("201: runs a cell; GET tells how it ended, DELETE says that it has", async () => {
    const { status, json, headers } = await run("c1");
    expect(status).toBe(201);
    expect(headers.get("location")).toBe(`/api/runs/${json.run}`);
    await tab.until((state) => state.executions.length === 0);
    expect((await call("GET", `/api/runs/${json.run}`)).json).toMatchObject({
      state: "finished",
      outcome: "ok",
      cellId: "c1",
      by: "Bo",
    });
    expect((await call("DELETE", `/api/runs/${json.run}`)).status).toBe(200);
    expect(texts(tab.cell("c1"))).toEqual(["'quick'"]);
  });

  test("202: waits behind what runs, with its place; DELETE takes it out", async () => {
    await longCell();
    const { status, json } = await run("c1");
    expect([status, json.position]).toEqual([202, 1]);
    expect((await call("DELETE", `/api/runs/${json.run}`)).status).toBe(202);
    expect((await call("GET", `/api/runs/${json.run}`)).json).toMatchObject({
      outcome: "cancelled",
    });
  });

  test("parameters are variables of the cell", async () => {
    const id = await tab.add("region + ' ' + limit * 2");
    const { json } = await run(id, { parameters: { region: "north", limit: 21, "not a name": 1 } });
    await tab.until((state) => state.executions.length === 0 && state.lastExecution > 0);
    expect((await call("GET", `/api/runs/${json.run}`)).json).toMatchObject({ outcome: "ok" });
    expect(texts(tab.cell(id))).toEqual(["'north 42'"]);
  });

  test("200: the same request joins what waits or runs (I13)", async () => {
    await longCell();
    const first = await run("c1");
    const second = await run("c1");
    expect(second).toMatchObject({ status: 200, json: { run: first.json.run, joined: true } });
    const running = await run("c2");
    expect(running).toMatchObject({ status: 200, json: { joined: true, state: "running" } });
  });

  test("an Idempotency-Key joins also after the end", async () => {
    const key = { "idempotency-key": "click-1" };
    const first = await run("c1", {}, key);
    await tab.until((state) => state.executions.length === 0);
    expect((await run("c1", {}, key)).json).toMatchObject({ run: first.json.run, joined: true });
    expect((await run("c1")).json.run).not.toBe(first.json.run);
  });

  test("of other parameters while one waits: the newest wins, the other is told superseded", async () => {
    await longCell();
    const first = await run("c1", { parameters: { n: 1 } });
    const second = await run("c1", { parameters: { n: 2 } });
    expect(second.status).toBe(202);
    expect((await call("GET", `/api/runs/${first.json.run}`)).json).toMatchObject({
      state: "finished",
      outcome: "superseded",
    });
  });

  test("423: with onBusy fail says who holds it, how far it is, the place in the queue, the ways out", async () => {
    const key = await longCell();
    await tab.told((m) => m.type === "volatile" && (m.progress?.[0]?.done ?? 0) > 3);
    const { status, json, headers } = await run("c1", { onBusy: "fail" });
    expect(status).toBe(423);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(json).toMatchObject({
      status: 423,
      code: "HF_LOCK_BUSY",
      key,
      holder: { user: "Ana", notebook: "a.ipynb", cellId: "c2" },
      progress: { total: 1000, percent: 0, stage: "Progress" },
      queue: { length: 0, positionIfQueued: 1 },
      actions: ["queue", "watch", "cancel"],
    });
  });

  test.each([
    [{ cellId: "gone" }, 409, "HF_CELL_NOT_FOUND"],
    [{ path: "gone.ipynb" }, 404, "HF_FILE_NOT_FOUND"],
    [{ priority: "soon" }, 400, "HF_REQUEST_INVALID"],
    [{ parameters: 3 }, 400, "HF_REQUEST_INVALID"],
    [{ path: "../a.ipynb" }, 400, "HF_PATH_INVALID"],
  ])("%j is refused", async (more, status, code) => {
    expect(await run("c1", more)).toMatchObject({ status, json: { code } });
  });
});

describe("named locks for programs outside", () => {
  const path = "/api/locks/pipe%3Aetl";

  test("201, renew, 204, and 409 for a stale token", async () => {
    const { status, json } = await call("POST", path, { user: "cron" });
    expect([status, json.expiresInMs]).toEqual([201, 15_000]);
    const { token } = json;
    expect(await call("POST", `${path}/renew`, { token })).toMatchObject({
      status: 200,
      json: { expiresInMs: 15_000 },
    });
    expect((await call("GET", path)).json).toMatchObject({ lock: { holder: { user: "cron" } } });
    expect((await call("POST", `${path}/release`, { token })).status).toBe(204);
    for (const way of ["release", "renew"])
      expect(await call("POST", `${path}/${way}`, { token })).toMatchObject({
        status: 409,
        json: { code: "HF_LOCK_TOKEN_STALE" },
      });
  });

  test("423 when it is held; a cell that waits for it gets it afterwards", async () => {
    const { json } = await call("POST", path, { user: "cron" });
    const busy = await call("POST", path, { onBusy: "fail" });
    expect(busy).toMatchObject({ status: 423, json: { holder: { user: "cron" } } });
    const late = await call("POST", path, { timeout: "30ms" });
    expect(late).toMatchObject({ status: 423, json: { code: "HF_LOCK_TIMEOUT" } });
    const waits = tab.eval(`(await lock("etl")).name`);
    const isWaitedFor = async (): Promise<boolean> =>
      ((await call("GET", path)).json.lock as { waiting: unknown[] }).waiting.length === 1;
    expect(await becomes(isWaitedFor, 5_000)).toBe(true);
    await call("POST", `${path}/release`, { token: json.token });
    expect(texts(await waits)).toEqual(["'etl'"]);
  });

  test("a kernel is not taken, nor given back, by a program", async () => {
    const key = await longCell();
    const nb = `/api/locks/${encodeURIComponent(key)}`;
    expect((await call("POST", nb, {})).json.code).toBe("HF_REQUEST_INVALID");
    expect((await call("POST", `${nb}/release`, { token: "0".repeat(16) })).status).toBe(409);
    expect((await call("GET", "/api/locks/else%3Ax")).status).toBe(400);
  });
});

describe("the queue of a kernel", () => {
  test("is reordered and its priorities changed", async () => {
    const key = await longCell();
    const [first, second] = [await run("c3"), await run("c4")];
    const queue = `/api/locks/${encodeURIComponent(key)}/queue`;
    const order = (json: Record<string, unknown>): unknown[] =>
      (json.lock as { waiting: { execId: string; priority: string }[] }).waiting.map((w) => [
        w.execId,
        w.priority,
      ]);
    const moved = await call("PATCH", `${queue}/${second.json.run}`, { before: first.json.run });
    expect(order(moved.json)).toEqual([
      [second.json.run, "normal"],
      [first.json.run, "normal"],
    ]);
    const raised = await call("PATCH", `${queue}/${first.json.run}`, { priority: "high" });
    expect(order(raised.json)[0]).toEqual([first.json.run, "high"]);
    expect((await call("PATCH", `${queue}/x.1`, { before: null })).status).toBe(404);
  });
});

describe("force", () => {
  test("412 for a holder that was not seen; else the cell is told, stopped, and it is in the audit", async () => {
    const key = await longCell();
    const nb = `/api/locks/${encodeURIComponent(key)}/force`;
    const stale = await call("POST", nb, { user: "Bo" }, { "if-match": '"other.1"' });
    expect(stale).toMatchObject({ status: 412, json: { code: "HF_LOCK_CHANGED" } });
    const holder = tab.state.executions[0]!.id;
    const why = { user: "Bo", why: "it hangs" };
    expect((await call("POST", nb, why, { "if-match": `"${holder}"` })).status).toBe(202);
    await tab.until((state) => state.executions.length === 0);
    expect(texts(tab.cell("c2")).join()).toMatch(/released by force/);
    expect(tab.cell("c2").run.outcome).toBe("cancelled");
    expect(await readFile(join(folder.state, "audit.log"), "utf8")).toContain(
      `"event":"forced","key":"${key}","holder":"${holder}","user":"Ana","by":"Bo","detail":"released by force: it hangs"`,
    );
    expect((await call("POST", nb, {})).status).toBe(404);
  });
});

describe("a window that runs a long cell", () => {
  test("is refused another notebook, until it lets the cell go on in the background", async () => {
    await longCell();
    await server.goAhead();
    const other = await LiveClient.connect(server, "b.ipynb");
    const user = { name: "Ana", color: "#336699" };
    other.send({ type: "attach", protocol: 1, windowId: "window-of-ana", user });
    const refused = await other.told((m) => m.type === "refused");
    expect(refused).toMatchObject({ problem: { code: "HF_LOCK_BUSY" } });
    expect((await other.closed).code).toBe(4423);
    await (await LiveClient.attach(server, "b.ipynb", { windowId: "another" })).leave();
    const execId = tab.state.executions[0]!.id;
    expect((await call("POST", `/api/runs/${execId}/background`)).status).toBe(204);
    await tab.until(() => tab.lock?.holder?.windowId === null && tab.lock.holder.execId === execId);
    await (await LiveClient.attach(server, "b.ipynb", { windowId: "window-of-ana" })).leave();
  });

  test("what went on alone leaves a notification until a person has seen it", async () => {
    await longCell();
    const execId = tab.state.executions[0]!.id;
    expect((await call("POST", `/api/runs/${execId}/background`)).status).toBe(204);
    await server.goAhead();
    await tab.operate({ type: "cancel" });
    await tab.until((state) => state.executions.length === 0);
    const { json } = await call("GET", "/api/notifications");
    const mine = (json.notifications as { n: number; execId: string }[]).find(
      (notification) => notification.execId === execId,
    );
    expect(mine).toMatchObject({
      path: "a.ipynb",
      cellId: "c2",
      outcome: "cancelled",
      user: "Ana",
    });
    expect((await call("DELETE", `/api/notifications/${mine!.n}`)).status).toBe(204);
    expect((await call("DELETE", `/api/notifications/${mine!.n}`)).status).toBe(404);
  });
});

describe("GET /api/events", () => {
  test("tells the state, then every change, and goes on after Last-Event-ID", async () => {
    const key = await longCell();
    const answer = await server.fetch("/api/events");
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    const first = (await reader.read()).value!;
    const event = JSON.parse(/data: (.*)/.exec(first)![1]!) as {
      seq: number;
      lock: { key: string };
    };
    expect(event).toMatchObject({ type: "lock", path: "a.ipynb", lock: { key } });
    await run("c1");
    let text = "";
    while (!/"waiting":\[\{/.test(text)) text += (await reader.read()).value!;
    await reader.cancel();
    const again = await server.fetch("/api/events", {
      headers: { "last-event-id": String(event.seq) },
    });
    const rest = (await again.body!.pipeThrough(new TextDecoderStream()).getReader().read()).value!;
    expect(rest).toMatch(new RegExp(`^id: ${event.seq + 1}\n`));
  });
});
