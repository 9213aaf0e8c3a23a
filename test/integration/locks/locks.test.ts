import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Store } from "../../../server/store/store.ts";
import { TokenSource } from "../../../server/store/tokens.ts";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let tab: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", ["1 + 1", "await new Promise(() => {})"]);
  server = await folder.serve();
  tab = await LiveClient.attach(server, "a.ipynb");
});
afterAll(() => folder.remove());

describe("stop", () => {
  test("reaches a cell that the kernel has not begun yet", async () => {
    await tab.run("c1");
    for (let i = 0; i < 10; i++) {
      await tab.start("c2");
      await tab.operate({ type: "cancel" });
      await tab.until((state) => state.executions.length === 0);
      expect(tab.cell("c2").run.outcome).toBe("cancelled");
    }
    expect(tab.state.kernel).toMatchObject({ status: "idle", generation: 1 });
  });

  test("of a cell that waits takes it out of the queue; what runs goes on", async () => {
    await tab.start("c2", "c1");
    await tab.until(() => tab.cell("c2").run.status === "running");
    await tab.operate({ type: "cancel", cellIds: ["c1"] });
    await tab.until(() => tab.cell("c1").run.status === "idle");
    expect(tab.cell("c1").run.outcome).toBe("cancelled");
    expect(tab.cell("c2").run.status).toBe("running");
    await tab.operate({ type: "cancel" });
    await tab.until((state) => state.executions.length === 0);
  });
});

describe("the lease", () => {
  test("twenty clicks from five tabs run the cell once", async () => {
    const tabs = await Promise.all(
      Array.from({ length: 5 }, () => LiveClient.attach(server, "a.ipynb")),
    );
    const before = tab.state.executionCount;
    await Promise.all(tabs.flatMap((t) => [1, 2, 3, 4].map(() => t.start("c1"))));
    await tab.until((state) => state.executionCount > before && state.executions.length === 0);
    expect(tab.state.executionCount).toBe(before + 1);
    await Promise.all(tabs.map((t) => t.leave()));
  });

  test("is free again after every way in which a kernel ends", async () => {
    for (const source of ["process.exit(3)", "process.abort()", "process.kill(process.pid, 9)"]) {
      const cell = await tab.eval(source);
      expect(cell.run.outcome).toBe("died");
      expect(texts(cell).at(-1)).toMatch(/code 3|SIGABRT|SIGKILL/);
      expect(texts(await tab.run("c1"))).toEqual(["2"]);
      await tab.told((m) => m.type === "volatile" && m.lock?.holder === null);
    }
  });

  test("keeps a notebook from being deleted while a cell runs", async () => {
    await tab.start("c2");
    await tab.until(() => tab.cell("c2").run.status === "running");
    const answer = await server.fetch("/api/contents/a.ipynb", { method: "DELETE" });
    expect(answer.status).toBe(423);
    expect(await answer.json()).toMatchObject({ code: "HF_LOCK_BUSY" });
    expect(await readdir(folder.root)).toContain("a.ipynb");
    await tab.operate({ type: "cancel" });
    await tab.until((state) => state.executions.length === 0);
  });
});

describe("fencing tokens and epochs", () => {
  test("grow across restarts, also after kill -9", async () => {
    const own = await ServedFolder.make();
    await own.notebook("a.ipynb", ["1"]);
    const tokens: string[] = [];
    const places: number[] = [];
    for (const signal of ["SIGKILL", "SIGTERM", "SIGKILL"] as const) {
      const process = await own.serve();
      const client = await LiveClient.attach(process, "a.ipynb");
      await client.run("c1");
      places.push(client.place.epoch, client.state.lastExecution);
      await process.stop(signal);
      const store = await Store.open(own.state);
      const source = await TokenSource.open(store);
      tokens.push(await source.next(`nb:${client.state.notebookId}`));
      await store.close();
    }
    expect(tokens).toEqual([...new Set(tokens)].sort());
    expect(tokens).toHaveLength(3);
    const [e1, x1, e2, x2, e3, x3] = places as [number, number, number, number, number, number];
    expect(e1 < e2 && e2 < e3 && x1 < x2 && x2 < x3).toBe(true);
    await own.remove();
  });
});

describe("the state of a server", () => {
  test("holds the token across a restart, so tabs stay logged in (S7)", async () => {
    const own = await ServedFolder.make();
    const first = await own.serve();
    await first.stop("SIGKILL");
    expect((await own.serve()).token).toBe(first.token);
    await own.remove();
  });

  test("S8: the network without a token is refused with 2", async () => {
    const command = folder.command("serve", folder.root, "--no-open", "--host", "0.0.0.0");
    expect(await command.ended).toEqual({ code: 2, signal: null });
    expect(command.stderr).toMatch(/HF_TOKEN_REQUIRED/);
  });

  test("S19: the 51st socket is refused, the others go on", async () => {
    const sockets: LiveClient[] = [];
    for (let i = 0; i < 49; i++) sockets.push(await LiveClient.connect(server, "a.ipynb"));
    await expect(LiveClient.connect(server, "a.ipynb")).rejects.toThrow("429");
    expect(texts(await tab.run("c1"))).toEqual(["2"]);
  });
});
