import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textChangeBetween } from "../../kernels/protocol/index.ts";
import { LiveClient } from "./live-client.ts";
import { texts } from "./notebook-driver.ts";
import { ServedFolder, type ServerProcess } from "./server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let client: LiveClient;
let name: string;
let n = 0;

beforeAll(async () => {
  folder = await ServedFolder.make();
  server = await folder.serve();
});
afterAll(() => folder.remove());
beforeEach(async () => {
  name = `n${++n}.ipynb`;
  await folder.notebook(name, ["'original'", "'second'"]);
  client = await LiveClient.attach(server, name);
});

/** Replaces the whole text of a cell, as typing does. */
async function type(cellId: string, text: string): Promise<void> {
  const { source, revision } = client.cell(cellId);
  const change = textChangeBetween(source, text);
  const { seq } = await client.operate({ type: "setSource", cellId, revision, change });
  await client.until(() => client.place.seq >= seq);
}

/** The file is changed by somebody else, then this client types: saving must not overwrite. */
async function conflict(): Promise<void> {
  await type("c1", "'mine 1'");
  await client.operate({ type: "save" });
  await client.until((state) => state.savedSeq >= state.changedSeq);
  await folder.notebook(name, ["'theirs'", "'second'", "'third'"]);
  await type("c1", "'mine 2'");
  await client.until((state) => state.conflict !== null);
  expect(await folder.sources(name)).toEqual(["'theirs'", "'second'", "'third'"]);
}

async function resolve(choice: "mine" | "theirs" | "copy"): Promise<void> {
  await client.operate({ type: "resolveConflict", choice });
  await client.until((state) => state.conflict === null);
}

const saved = (): Promise<void> => client.until((state) => state.savedSeq >= state.changedSeq);
const sources = (): string[] => client.state.cells.map(({ source }) => source);

describe("a file that was changed outside while it was open", () => {
  test("is overwritten only when a person keeps mine", async () => {
    await conflict();
    await resolve("mine");
    await saved();
    expect(await folder.sources(name)).toEqual(["'mine 2'", "'second'"]);
    await type("c1", "'mine 3'");
    await saved();
    expect(await folder.sources(name)).toEqual(["'mine 3'", "'second'"]);
  });

  test("is shown when a person takes theirs, and typing goes on", async () => {
    await conflict();
    await resolve("theirs");
    expect(sources()).toEqual(["'theirs'", "'second'", "'third'"]);
    await type("c1", "'theirs and mine'");
    await type("c3", "'new and mine'");
    expect(texts(await client.run("c1"))).toEqual(["'theirs and mine'"]);
    await saved();
    expect(await folder.sources(name)).toEqual(["'theirs and mine'", "'second'", "'new and mine'"]);
  });

  test("is shown when a person takes a copy, which holds mine", async () => {
    await conflict();
    await resolve("copy");
    expect(sources()).toEqual(["'theirs'", "'second'", "'third'"]);
    const copy = name.replace(".ipynb", " (copy).ipynb");
    expect(await folder.sources(copy)).toEqual(["'mine 2'", "'second'"]);
    expect(client.events.at(-1)).toMatchObject({
      event: { op: { type: "resolved", copyPath: copy } },
    });
    await type("c1", "'after the copy'");
    await saved();
    expect((await folder.sources(name))[0]).toBe("'after the copy'");
  });

  test("refuses a change that was made for the old text", async () => {
    await conflict();
    const { revision, source } = client.cell("c1");
    await resolve("theirs");
    const change = textChangeBetween(source, "'late'");
    const late = { type: "setSource", cellId: "c1", revision, change };
    expect(await client.sendOperation("late:1", late)).toMatchObject({ code: "HF_REVISION_STALE" });
    expect(sources()[0]).toBe("'theirs'");
  });

  test("is shown to the next client at once when nothing is unsaved", async () => {
    await folder.notebook(name, ["'theirs'"]);
    const next = await LiveClient.attach(server, name);
    expect(next.state.cells.map(({ source }) => source)).toEqual(["'theirs'"]);
    await client.until(() => sources().length === 1);
    await type("c1", "'typed after it'");
    await saved();
    expect(await folder.sources(name)).toEqual(["'typed after it'"]);
  });

  test("stops saving when it is deleted, and keeps the work", async () => {
    await folder.removeFile(name);
    await type("c1", "'kept'");
    await client.until((state) => state.conflict !== null);
    await resolve("mine");
    await saved();
    expect(await folder.sources(name)).toEqual(["'kept'", "'second'"]);
  });
});

test("a file changed while the server was away shows, and the work that was unsaved lies beside it", async () => {
  const other = await ServedFolder.make();
  await other.notebook("a.ipynb", ["'original'"]);
  const before = await other.serve();
  const typist = await LiveClient.attach(before, "a.ipynb");
  await typist.operate({
    type: "setSource",
    cellId: "c1",
    revision: 0,
    change: textChangeBetween("'original'", "'unsaved'"),
  });
  await before.stop("SIGKILL");
  await other.notebook("a.ipynb", ["'theirs'"]);
  const after = await other.serve();
  const back = await LiveClient.attach(after, "a.ipynb");
  await back.until((state) => state.conflict !== null);
  expect(back.state.cells.map(({ source }) => source)).toEqual(["'theirs'"]);
  expect(await other.sources("a (copy).ipynb")).toEqual(["'unsaved'"]);
  await back.operate({ type: "resolveConflict", choice: "mine" });
  await back.until((state) => state.conflict === null && state.savedSeq >= state.changedSeq);
  expect(await other.sources("a.ipynb")).toEqual(["'unsaved'"]);
  await other.remove();
});

test("a notebook that is renamed while it is open goes on under its new name", async () => {
  const to = `renamed-${name}`;
  const response = await server.fetch(`/api/contents/${name}`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ path: to }),
  });
  expect(response.status).toBe(200);
  await client.until(({ path }) => path === to);
  await type("c1", "'under its new name'");
  await saved();
  expect(await folder.sources(to)).toEqual(["'under its new name'", "'second'"]);
  expect(folder.files()).not.toContain(name);
});
