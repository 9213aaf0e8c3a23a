import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LiveClient } from "../fixtures/live-client.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let tab: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", [
    "for (const i of track([1, 2, 3, 4], { label: 'Count' })) if (i > 1) await new Promise(() => {})",
    "2",
  ]);
  server = await folder.serve();
  tab = await LiveClient.attach(server, "a.ipynb");
});
afterAll(() => folder.remove());

async function command(
  ...argv: string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const process = folder.command(...argv);
  const { code } = await process.ended;
  return { code, out: process.stdout, err: process.stderr };
}

async function busy(): Promise<void> {
  await tab.start("c1", "c2");
  await tab.until(
    () => tab.cell("c1").outputs.length > 0 && tab.cell("c1").run.status === "running",
  );
  await tab.told((m) => m.type === "volatile" && (m.progress?.[0]?.done ?? 0) > 0);
}

describe("holdfast status", () => {
  test("says that nothing runs, then who runs what, how far it is, and who waits", async () => {
    expect((await command("status", folder.root)).out).toMatch(
      new RegExp(
        `^${server.url} \\(process ${server.process.pid}\\)\n  opens once, within 10 minutes: ${server.url}/\\?code=[\\w-]{32}\n\nNothing runs\\.\n$`,
      ),
    );
    await busy();
    const { code, out } = await command("status", folder.root);
    expect(code).toBe(0);
    expect(out).toMatch(
      /a\.ipynb\n {2}runs {4}\S+ · cell c1 · 25 % · for \d+ s.* · started by Ana\n/,
    );
    expect(out).toMatch(/ {2}waits {3}\S+ · normal · cell c2 · by Ana\n/);
    const { out: json } = await command("status", "--json", folder.root);
    expect(JSON.parse(json)).toMatchObject({ url: server.url, locks: [{ path: "a.ipynb" }] });
  });

  test("without a server says so with 2", async () => {
    const other = await ServedFolder.make();
    const status = other.command("status", other.root);
    expect((await status.ended).code).toBe(2);
    expect(status.stderr).toMatch(/HF_SERVER_NOT_RUNNING/);
    await other.remove();
  });
});

describe("holdfast cancel", () => {
  test("ends one run by its id, then all", async () => {
    const [first, second] = tab.state.executions.map(({ id }) => id);
    expect(await command("cancel", second!, "--folder", folder.root)).toMatchObject({
      code: 0,
      out: `${second} is being cancelled\n`,
    });
    await tab.until((state) => state.executions.length === 1);
    expect(await command("cancel", "--all", "--folder", folder.root)).toMatchObject({
      code: 0,
      out: `${first} is being cancelled\n`,
    });
    await tab.until((state) => state.executions.length === 0);
    expect((await command("cancel", first!, "--folder", folder.root)).out).toBe(
      `${first} had ended\n`,
    );
  });

  test("needs an id, and says which is unknown", async () => {
    expect((await command("cancel", "--folder", folder.root)).code).toBe(2);
    const unknown = await command("cancel", "none.1", "--folder", folder.root);
    expect(unknown).toMatchObject({
      code: 1,
      err: expect.stringContaining("There is no run none.1"),
    });
  });
});

describe("holdfast runs and resume", () => {
  test("list what is unfinished, let it go on by its id, and say what cannot be", async () => {
    const id = await tab.add(`await run("stops", { total: 4 }, async (r) => {
      for await (const i of r.steps()) {
        await r.checkpoint();
        if (i === 2 && r.first === 0) throw new Error("once");
      }
      return "whole";
    })`);
    await tab.run(id);
    const listed = await command("runs", folder.root);
    expect(listed.code).toBe(0);
    const [, runId] = /^([0-9a-f]{20}) {2}stops · failed at 50 % · a\.ipynb/m.exec(listed.out)!;
    expect(listed.out).toMatch(/ of 2\.0 GB are used/);
    const { runs } = JSON.parse((await command("runs", folder.root, "--json")).out) as {
      runs: { runId: string }[];
    };
    expect(runs.map((run) => run.runId)).toContain(runId);
    const resumed = await command("resume", runId!, "--folder", folder.root);
    expect(resumed).toMatchObject({ code: 0, out: expect.stringMatching(/ runs\n$/) });
    await tab.until(() => tab.cell(id).run.outcome === "ok");
    expect((await command("runs", folder.root)).out).toContain("No run is unfinished.");
    const gone = await command("resume", runId!, "--folder", folder.root);
    expect(gone.code).toBe(1);
    expect(gone.err).toContain("HF_NOT_FOUND");
    expect((await command("resume")).code).toBe(2);
  });
});
