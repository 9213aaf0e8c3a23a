import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { becomes, isAlive, ServedFolder } from "../fixtures/server-process.ts";

let folder: ServedFolder;

beforeEach(async () => {
  folder = await ServedFolder.make();
});
afterEach(() => folder.remove());

const streaming =
  'for (let i = 0; ; i++) {\n  console.log("line " + i);\n  await new Promise((r) => setTimeout(r, 1));\n}';

/** Prints and lets it go out. */
const printing = "console.log('on');\nawait new Promise((r) => setTimeout(r, 20));";

describe("a server that is killed while a cell streams", () => {
  test("has everything that a client saw when it starts again, and the cell ended as died", async () => {
    await folder.notebook("a.ipynb", [streaming, "'next'"]);
    const before = await folder.serve();
    const client = await LiveClient.attach(before, "a.ipynb");
    await client.start("c1", "c2");
    await client.until(() => printed(client).length > 2000);
    await before.stop("SIGKILL");
    await client.closed;
    const seen = printed(client);

    const after = await folder.serve();
    const back = await LiveClient.attach(after, "a.ipynb", {
      since: client.place,
      state: client.state,
    });
    expect(back.messages[0]?.type).toBe("snapshot");
    expect(back.place.epoch).toBeGreaterThan(client.place.epoch);
    expect(printed(back).startsWith(seen)).toBe(true);
    expect(back.cell("c1").run).toMatchObject({ status: "idle", outcome: "died" });
    expect(back.cell("c1").outputs.at(-1)).toMatchObject({
      output_type: "error",
      ename: "ServerStopped",
    });
    expect(back.cell("c2").run).toMatchObject({ status: "idle", outcome: "skipped" });
    expect(back.state.executions).toEqual([]);
    expect(texts(await back.run("c2"))).toEqual(["'next'"]);
    await back.until((state) => state.savedSeq >= state.changedSeq);
    const file = JSON.stringify(await folder.read("a.ipynb"));
    expect(file).toContain(seen.trimEnd().split("\n").at(-1));
  });

  test("leaves no kernel behind", async () => {
    await folder.notebook("a.ipynb", [streaming]);
    await folder.notebook("b.ipynb", [`${printing}\nfor (;;) {}`]);
    const server = await folder.serve();
    const client = await LiveClient.attach(server, "a.ipynb");
    await client.start("c1");
    await client.until(() => printed(client) !== "");
    const other = await LiveClient.attach(server, "b.ipynb");
    await other.start("c1");
    await other.until(() => printed(other) !== "");
    const kernels = server.kernels;
    expect(kernels.length).toBeGreaterThanOrEqual(2);
    await server.stop("SIGKILL");
    expect(await becomes(() => !kernels.some(isAlive), 2000)).toBe(true);
  });
});

describe("SIGTERM", () => {
  test("saves, tells the tabs and ends with 0", async () => {
    await folder.notebook("a.ipynb", [
      "'first'",
      "console.log('on');\nawait new Promise(() => {})",
    ]);
    const server = await folder.serve();
    const client = await LiveClient.attach(server, "a.ipynb");
    await client.start("c2");
    await client.until(() => printed(client, "c2") !== "");
    const { kernels } = server;
    await client.add("'typed a moment ago'");
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect((await client.closed).code).toBe(1001);
    expect((await folder.sources("a.ipynb")).at(-1)).toBe("'typed a moment ago'");
    expect(JSON.stringify(await folder.read("a.ipynb"))).toContain("on\\n");
    expect(await becomes(() => !kernels.some(isAlive), 2000)).toBe(true);
    expect(server.process.stderr).toBe("");
  });

  test("lets the next server take up the same notebook", async () => {
    await folder.notebook("a.ipynb", ["'first'"]);
    const first = await folder.serve();
    const client = await LiveClient.attach(first, "a.ipynb");
    await client.run("c1");
    const known = await client.leave();
    await first.stop();
    const second = await folder.serve();
    expect(second.token).toBe(first.token);
    const back = await LiveClient.attach(second, "a.ipynb", known);
    expect(back.messages[0]?.type).toBe("snapshot");
    expect(texts(back.cell("c1"))).toEqual(["'first'"]);
    expect(back.state.savedSeq).toBeGreaterThanOrEqual(back.state.changedSeq);
  });
});

describe("starting", () => {
  test("a second server on the same folder names the address of the first", async () => {
    const first = await folder.serve();
    const second = folder.command("serve", folder.root, "--no-open", "--port", "0");
    expect(await second.ended).toEqual({ code: 2, signal: null });
    expect(second.stderr).toContain("HF_STORE_LOCKED");
    expect(second.stderr).toContain(first.url);
    expect((await first.fetch("/api/status")).status).toBe(200);
  });

  test("on a port that is in use fails with HF_PORT_IN_USE", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as { port: number };
    const server = folder.command("serve", folder.root, "--no-open", "--port", String(port));
    expect(await server.ended).toEqual({ code: 2, signal: null });
    expect(server.stderr).toContain(
      `HF_PORT_IN_USE: The port is in use. Port ${port} of 127.0.0.1 is taken.`,
    );
    await new Promise((resolve) => taken.close(resolve));
  });

  test("takes a free port when none is asked for and the usual one is taken", async () => {
    const other = await ServedFolder.make();
    const [one, two] = await Promise.all([folder.serveAnywhere(), other.serveAnywhere()]);
    expect(one.port).not.toBe(two.port);
    expect((await one.fetch("/api/status")).status).toBe(200);
    expect((await two.fetch("/api/status")).status).toBe(200);
    await other.remove();
  });

  test("a folder that does not exist is wrong usage", async () => {
    const server = folder.command("serve", `${folder.root}/none`, "--no-open");
    expect(await server.ended).toEqual({ code: 2, signal: null });
    expect(server.stderr).toContain("HF_FOLDER_INVALID");
  });
});

/** What a cell has printed. */
function printed(client: LiveClient, id = "c1"): string {
  return client
    .cell(id)
    .outputs.map((output) => (output.output_type === "stream" ? output.text : ""))
    .join("");
}

test("a server that starts ends kernels that outlived a killed one", async () => {
  await folder.notebook("a.ipynb", ["String(process.pid)"]);
  const first = await folder.serve();
  const tab = await LiveClient.attach(first, "a.ipynb");
  const pid = Number(texts(await tab.run("c1"))[0]!.replaceAll("'", ""));
  process.kill(pid, "SIGSTOP"); // so that it cannot see that its server is gone
  await first.stop("SIGKILL");
  expect(isAlive(pid)).toBe(true);
  const second = await folder.serve();
  expect(await becomes(() => !isAlive(pid), 2000)).toBe(true);
  expect(second.process.stderr).toMatch(/1 kernels of a killed server were still there/);
});
