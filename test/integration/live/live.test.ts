import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { blocksUntil, waitsFor } from "../fixtures/gate.ts";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { becomes, ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", ["const x = 20;\nconsole.log('hello');\nx + 1", "x * 2"]);
  server = await folder.serve();
});
afterAll(() => folder.remove());

/** Prints `count` numbers, one every few milliseconds. */
const slow = (count: number): string =>
  `for (let i = 0; i < ${count}; i++) {\n  console.log(String(i));\n  await new Promise((r) => setTimeout(r, 5));\n}\n"end"`;
const numbers = (count: number): string =>
  Array.from({ length: count }, (_, i) => `${i}\n`).join("");

describe("attach", () => {
  test("is answered with a snapshot and with who is there", async () => {
    const client = await LiveClient.attach(server, "a.ipynb", { windowId: "w1" });
    expect(client.messages[0]).toMatchObject({
      type: "snapshot",
      state: { path: "a.ipynb", kernel: { status: "none" }, conflict: null, executions: [] },
    });
    expect(client.state.cells.map(({ source }) => source)).toEqual([
      "const x = 20;\nconsole.log('hello');\nx + 1",
      "x * 2",
    ]);
    expect(client.lock?.holder).toBeNull();
    await client.told((m) => m.type === "volatile" && m.presence?.[0]?.windowId === "w1");
  });

  test("with a place gives exactly the events that were missed", async () => {
    const first = await LiveClient.attach(server, "a.ipynb");
    const stays = await LiveClient.attach(server, "a.ipynb");
    const known = await first.leave();
    await stays.eval("'while away'");
    const back = await LiveClient.attach(server, "a.ipynb", known);
    expect(back.messages.some(({ type }) => type === "snapshot")).toBe(false);
    expect(back.events).toEqual(stays.events.filter(({ seq }) => seq > known.since.seq));
    expect(back.events.length).toBeGreaterThan(3);
    expect(back.state).toEqual(stays.state);
  });

  test("with a place that the server does not know gives a snapshot", async () => {
    const client = await LiveClient.attach(server, "a.ipynb");
    const { epoch, seq } = client.place;
    for (const since of [
      { epoch: epoch + 1, seq },
      { epoch, seq: seq + 1000 },
    ]) {
      const back = await LiveClient.attach(server, "a.ipynb", { since, state: client.state });
      expect(back.messages[0]).toMatchObject({ type: "snapshot", epoch, seq });
    }
  });
});

describe("run", () => {
  test("goes through lock and kernel, and every client sees the same", async () => {
    const [one, two] = await Promise.all([
      LiveClient.attach(server, "a.ipynb"),
      LiveClient.attach(server, "a.ipynb"),
    ]);
    const cell = await one.run("c1");
    expect(texts(cell)).toEqual(["stdout: hello\n", "21"]);
    expect(texts(await two.run("c2"))).toEqual(["40"]);
    await one.until(() => one.place.seq === two.place.seq);
    expect(one.state).toEqual(two.state);
    await two.until(() => two.lock?.holder === null);
    expect(two.lock?.waiting).toEqual([]);
  });

  test("goes on without any client, and who comes back finds all output and the end", async () => {
    const client = await LiveClient.attach(server, "a.ipynb");
    const id = await client.add(slow(60));
    await client.start(id);
    await client.until(() => client.cell(id).outputs.length > 0);
    const known = await client.leave();
    const back = await LiveClient.attach(server, "a.ipynb", known);
    await back.until((state) => state.executions.length === 0);
    expect(texts(back.cell(id))).toEqual([`stdout: ${numbers(60)}`, "'end'"]);
    const anew = await LiveClient.attach(server, "a.ipynb");
    expect(anew.cell(id)).toEqual(back.cell(id));
  });

  test("tells a second run behind whom it waits", async () => {
    const [one, two] = await Promise.all([
      LiveClient.attach(server, "a.ipynb"),
      LiveClient.attach(server, "a.ipynb"),
    ]);
    const first = await one.add(waitsFor("second-waits"));
    await one.start(first);
    await one.until(() => one.cell(first).run.status === "running");
    const second = await two.add("'second'");
    await two.start(second);
    const told = await two.told((m) => m.type === "volatile" && m.lock?.waiting.length === 1);
    expect(told).toMatchObject({
      lock: { holder: { cellId: first }, waiting: [{ cellId: second }] },
    });
    await folder.write("second-waits", "");
    await two.until((state) => state.executions.length === 0);
    await folder.removeFile("second-waits");
    expect(texts(two.cell(second))).toEqual(["'second'"]);
  });

  test("shows how far a loop is", async () => {
    const client = await LiveClient.attach(server, "a.ipynb");
    const id = await client.add(
      `for (const i of track([1, 2, 3, 4], { label: 'Count' })) if (i === 3) ${blocksUntil("counted")}`,
    );
    await client.start(id);
    await client.until(() =>
      client.progress.some(({ name, done }) => name === "Count" && done === 2),
    );
    await folder.write("counted", "");
    await client.until(({ executions }) => executions.length === 0);
    await folder.removeFile("counted");
    const output = client.cell(id).outputs.find((each) => each.output_type === "display_data");
    expect(JSON.stringify(output)).toContain('"done":4,"total":4');
  });
});

describe("an operation", () => {
  test("that is sent twice is acknowledged and not repeated", async () => {
    const client = await LiveClient.attach(server, "a.ipynb");
    const before = client.state.cells.length;
    const op = { type: "insert", cellId: "twice", after: null, cellType: "code", source: "1" };
    const first = await client.sendOperation("resender:1", op);
    const again = await client.sendOperation("resender:1", op);
    expect(first).toMatchObject({ seq: expect.any(Number) });
    expect(again).toMatchObject({ seq: expect.any(Number) });
    expect(client.state.cells.length).toBe(before + 1);
    expect(await client.sendOperation("resender:2", op)).toMatchObject({ code: "HF_CELL_EXISTS" });
  });

  test("of a client that calls itself like something inherited is taken once", async () => {
    const client = await LiveClient.attach(server, "a.ipynb");
    const op = { type: "setMetadata", cellId: null, key: "inherited", value: 1 };
    for (const id of ["constructor:1", "constructor:1", "toString:5", "toString:4"])
      expect(await client.sendOperation(id, op)).toMatchObject({ seq: expect.any(Number) });
    expect(
      client.events.filter(({ event }) => "id" in event && /:[145]$/.test(event.id)),
    ).toHaveLength(2);
    expect(client.state.clients).toMatchObject({ constructor: 1, toString: 5 });
  });

  test("with sections of no length is accepted, and others can be led past it", async () => {
    const client = await LiveClient.attach(server, "a.ipynb");
    const id = await client.add("");
    const { revision } = client.cell(id);
    const change = (value: unknown): object => ({
      type: "setSource",
      cellId: id,
      revision,
      change: value,
    });
    expect(await client.sendOperation("zero:1", change([0, [0, "x"], 0]))).toHaveProperty("seq");
    expect(
      await client.sendOperation("zero:2", change([0, [0], [0, ""], [0, "y"], 0])),
    ).toHaveProperty("seq");
    expect(await client.sendOperation("zero:3", change([[0, "z"]]))).toHaveProperty("seq");
    await client.until(() => client.cell(id).source.length === 3);
    expect(client.cell(id).revision).toBe(revision + 3);
    expect(await client.sendOperation("zero:4", change([[5, "z"]]))).toMatchObject({
      code: "HF_CHANGE_INVALID",
    });
  });
});

describe("saving", () => {
  test("follows by itself when it is quiet, and leaves no temporary file", async () => {
    const client = await LiveClient.attach(server, "a.ipynb");
    await client.eval("'saved by itself'");
    await client.until((state) => state.savedSeq >= state.changedSeq);
    expect((await folder.sources("a.ipynb")).at(-1)).toBe("'saved by itself'");
    expect(await becomes(() => folder.files().every((name) => name.endsWith(".ipynb")), 1000)).toBe(
      true,
    );
  });
});
