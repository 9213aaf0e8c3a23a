import { link, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textChangeBetween } from "../../../kernels/protocol/index.ts";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

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

  test("is not run as it was: what was changed in the moment before is shown first", async () => {
    await folder.notebook(name, ["'theirs'", "'second'"]);
    const run = { type: "run", cellIds: ["c1"], sourceRevisions: [client.cell("c1").revision] };
    expect(await client.sendOperation("run:1", run)).toMatchObject({ code: "HF_REVISION_STALE" });
    await client.until(() => sources()[0] === "'theirs'");
    expect(texts(await client.run("c1"))).toEqual(["'theirs'"]);
  });

  test("is not run before a person knows of it when something is unsaved here", async () => {
    await client.run("c1"); // its output is in no file yet
    await folder.notebook(name, ["'theirs'", "'second'"]);
    const run = { type: "run", cellIds: ["c1"], sourceRevisions: [client.cell("c1").revision] };
    expect(await client.sendOperation("run:1", run)).toMatchObject({ code: "HF_FILE_CHANGED" });
    await client.until((state) => state.conflict !== null);
    expect(await client.sendOperation("run:2", run)).toHaveProperty("seq"); // by now they know
  });

  test("gives a way back from either choice: what was given up lies beside it", async () => {
    await conflict();
    await resolve("theirs");
    expect((await folder.sources(name.replace(".ipynb", " (copy).ipynb")))[0]).toBe("'mine 2'");
    await type("c1", "'mine 3'");
    await saved();
    await folder.notebook(name, ["'theirs again'"]);
    await type("c1", "'mine 4'");
    await client.until((state) => state.conflict !== null);
    await resolve("mine");
    expect(await folder.sources(name.replace(".ipynb", " (theirs).ipynb"))).toEqual([
      "'theirs again'",
    ]);
  });

  test("says why a choice could not be done, and lets the person choose again", async () => {
    await conflict();
    await folder.write(name, "no notebook");
    await client.operate({ type: "resolveConflict", choice: "theirs" });
    await client.until((state) => /could not be done: .*is not JSON/.test(state.conflict ?? ""));
    expect(sources()[0]).toBe("'mine 2'");
    await resolve("mine");
    await saved();
    expect((await folder.sources(name))[0]).toBe("'mine 2'");
  });
});

/** What editors, git and people do to a file; nobody edits it here meanwhile. */
const CHANGES: readonly (readonly [what: string, change: (path: string) => Promise<void>])[] = [
  ["written in place", async (path) => writeFile(path, await theirText(path))],
  [
    "replaced by another file",
    async (path) => {
      await writeFile(`${path}.new`, await theirText(path));
      await rename(`${path}.new`, path);
    },
  ],
  [
    "deleted and made anew",
    async (path) => {
      const text = await theirText(path);
      await rm(path);
      await writeFile(path, text);
    },
  ],
  [
    "given other line ends, too",
    async (path) => writeFile(path, (await theirText(path)).replaceAll("\n", "\r\n")),
  ],
  [
    "written by an editor in two steps",
    async (path) => {
      const text = await theirText(path);
      await writeFile(path, text.slice(0, 40));
      await writeFile(path, text);
    },
  ],
];

async function theirText(path: string): Promise<string> {
  return (await readFile(path, "utf8")).replace("'original'", "'theirs'");
}

describe("a file that nobody edits here, when it is", () => {
  test.each(CHANGES)("%s, is shown by itself", async (_, change) => {
    await change(join(folder.root, name));
    await client.until(() => sources()[0] === "'theirs'");
    expect(client.state.conflict).toBeNull();
    await type("c2", "'typed behind it'");
    await saved();
    expect(await folder.sources(name)).toEqual(["'theirs'", "'typed behind it'"]);
  });

  test("edited here, too, is a conflict by itself", async () => {
    const text = (await readFile(join(folder.root, name), "utf8")).replace("second", "theirs");
    const { source, revision } = client.cell("c1");
    const change = textChangeBetween(source, "'mine'");
    await client.operate({ type: "setSource", cellId: "c1", revision, change });
    await folder.write(name, text);
    await client.until((state) => state.conflict !== null);
    expect((await folder.sources(name))[1]).toBe("'theirs'");
  });

  test("renamed, is followed: typing and saving go on under the new name", async () => {
    const to = `by-hand-${name}`;
    await type("c1", "'unsaved'");
    await rename(join(folder.root, name), join(folder.root, to));
    await client.until(({ path }) => path === to);
    await saved();
    expect((await folder.sources(to))[0]).toBe("'unsaved'");
    expect(folder.files()).not.toContain(name);
  });

  test("touched, is not shown anew", async () => {
    await saved();
    const { seq } = client.place;
    await utimes(join(folder.root, name), 1, 1);
    const other = await LiveClient.attach(server, name); // which looks
    expect(other.place.seq).toBe(seq);
    expect(client.state.conflict).toBeNull();
  });

  test("replaced by another open notebook, is shown, and the other is told that its file has gone", async () => {
    await folder.notebook(`other-${name}`, ["'of the other'"]);
    const other = await LiveClient.attach(server, `other-${name}`);
    await rename(join(folder.root, `other-${name}`), join(folder.root, name));
    await client.until(() => sources()[0] === "'of the other'");
    await other.told((m) => m.type === "volatile" && m.unsaved?.code === "HF_FILE_NOT_FOUND");
    expect(other.state.notebookId).not.toBe(client.state.notebookId);
  });
});

test("unsaved text of one copy of a template never appears in another", async () => {
  const template = await readFile(join(folder.root, name), "utf8");
  await folder.write(`t1-${name}`, template);
  await folder.write(`t2-${name}`, template);
  const first = await LiveClient.attach(server, `t1-${name}`);
  const { revision, source } = first.cell("c1");
  const change = textChangeBetween(source, "'of the first alone'");
  await first.operate({ type: "setSource", cellId: "c1", revision, change });
  await mkdir(join(folder.root, `away-${name}`));
  await rename(join(folder.root, `t1-${name}`), join(folder.root, `away-${name}`, "t1.ipynb"));
  const second = await LiveClient.attach(server, `t2-${name}`);
  expect(second.state.cells[0]!.source).toBe("'original'");
  expect(second.state.notebookId).not.toBe(first.state.notebookId);
  // Where it was moved to, its text is.
  const found = await LiveClient.attach(server, `away-${name}/t1.ipynb`);
  expect(found.state.cells[0]!.source).toBe("'of the first alone'");
  expect(found.state.notebookId).toBe(first.state.notebookId);
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

describe("through the server, while a notebook is open,", () => {
  const call = (method: string, path: string, body?: object): Promise<Response> =>
    server.fetch(`/api/contents/${path}`, {
      method,
      headers: { "Content-Type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });

  test("a name that differs in its case alone is another name", async () => {
    const to = name.toUpperCase().replace(".IPYNB", ".ipynb");
    expect((await call("PATCH", name, { path: to })).status).toBe(200);
    await client.until(({ path }) => path === to);
    await type("c1", "'in capitals'");
    await saved();
    expect((await folder.sources(to))[0]).toBe("'in capitals'");
    expect(folder.files()).not.toContain(name);
  });

  test("nothing is renamed onto it", async () => {
    await folder.notebook(`other-${name}`, ["'of the other'"]);
    expect((await call("PATCH", `other-${name}`, { path: name })).status).toBe(409);
    expect(await folder.sources(name)).toEqual(["'original'", "'second'"]);
  });

  test("its folder is moved with it, and deleted with all that was typed", async () => {
    await mkdir(join(folder.root, `f-${n}`));
    await folder.notebook(`f-${n}/a.ipynb`, ["'inside'"]);
    client = await LiveClient.attach(server, `f-${n}/a.ipynb`);
    expect((await call("PATCH", `f-${n}`, { path: `g-${n}` })).status).toBe(200);
    await client.until(({ path }) => path === `g-${n}/a.ipynb`);
    await type("c1", "'typed after the move'");
    expect((await call("DELETE", `g-${n}`)).status).toBe(204);
    await client.closed;
    const [stamp] = (await readdir(join(folder.root, ".trash"))).toSorted().slice(-1);
    expect(await folder.sources(`.trash/${stamp}/g-${n}/a.ipynb`)).toEqual([
      "'typed after the move'",
    ]);
    const left = await server.fetch("/api/unsaved");
    expect(await left.json()).toEqual({ notebooks: [] });
  });
});

test("a file that is opened by one of two names is saved so that the other shows the same", async () => {
  await link(join(folder.root, name), join(folder.root, `twin-${name}`));
  await type("c1", "'by the first name'");
  await saved();
  expect((await folder.sources(`twin-${name}`))[0]).toBe("'by the first name'");
  const twin = await LiveClient.attach(server, `twin-${name}`);
  expect(twin.state.notebookId).toBe(client.state.notebookId);
  // Written by its other name by somebody else.
  await folder.write(
    `twin-${name}`,
    (await readFile(join(folder.root, name), "utf8")).replace("'by the first name'", "'theirs'"),
  );
  await client.until(() => sources()[0] === "'theirs'");
});
