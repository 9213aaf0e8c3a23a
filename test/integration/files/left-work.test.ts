import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LiveClient } from "../fixtures/live-client.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

interface Left {
  readonly notebookId: string;
  readonly path: string;
  readonly cells: number;
}

let folder: ServedFolder;
let server: ServerProcess;

/** Two notebooks of a folder get text that is acknowledged, the server dies, the folder is deleted. */
beforeEach(async () => {
  folder = await ServedFolder.make();
  await mkdir(join(folder.root, "d"));
  for (const name of ["a", "b"]) await folder.notebook(`d/${name}.ipynb`, ["'original'"]);
  server = await folder.serve();
  for (const name of ["a", "b"]) {
    const client = await LiveClient.attach(server, `d/${name}.ipynb`);
    await client.replace("c1", `'unsaved ${name}'`);
  }
  await server.stop("SIGKILL");
  await rm(join(folder.root, "d"), { recursive: true });
  server = await folder.serve();
});
afterEach(() => folder.remove());

async function left(): Promise<readonly Left[]> {
  const response = await server.fetch("/api/unsaved");
  const { notebooks } = (await response.json()) as { notebooks: Left[] };
  return notebooks.toSorted((a, b) => a.path.localeCompare(b.path));
}

function restore({ notebookId }: Left, body: object = {}): Promise<Response> {
  return server.fetch(`/api/unsaved/${notebookId}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

test("work whose folder is gone is offered: written back as the same notebook, downloaded, or given up", async () => {
  const [a, b] = await left();
  expect([a, b].map((one) => [one?.path, one?.cells])).toEqual([
    ["d/a.ipynb", 1],
    ["d/b.ipynb", 1],
  ]);
  const status = folder.command("status", folder.root);
  await status.ended;
  expect(status.stdout).toContain("2 notebooks have unsaved work, and the file is gone");
  expect(status.stdout).toContain("  d/a.ipynb");

  const download = await server.fetch(`/api/unsaved/${b!.notebookId}`);
  expect(await download.text()).toContain("'unsaved b'");

  expect((await restore(a!)).status).toBe(201);
  expect(await folder.sources("d/a.ipynb")).toEqual(["'unsaved a'"]);
  const client = await LiveClient.attach(server, "d/a.ipynb");
  expect(client.state.notebookId).toBe(a!.notebookId);
  expect(client.state.conflict).toBeNull();
  expect((await left()).map(({ path }) => path)).toEqual(["d/b.ipynb"]);

  await server.fetch(`/api/unsaved/${b!.notebookId}`, { method: "DELETE" });
  expect(await left()).toEqual([]);
  expect((await restore(b!)).status).toBe(404);
});

test("it goes to another path, never over what is there, nor out of the folder", async () => {
  const [a, b] = await left();
  await folder.write("taken.ipynb", "theirs");
  expect((await restore(a!, { path: "taken.ipynb" })).status).toBe(409);
  expect((await restore(a!, { path: "d/b.ipynb" })).status).toBe(409); // the other's, which is gone, too
  expect((await restore(a!, { path: "../out.ipynb" })).status).toBe(400);
  expect((await restore(a!, { path: ".hidden/a.ipynb" })).status).toBe(403);
  expect((await restore(a!, { path: "new/place/a.ipynb" })).status).toBe(201);
  expect(await folder.sources("new/place/a.ipynb")).toEqual(["'unsaved a'"]);
  expect((await left()).map(({ notebookId }) => notebookId)).toEqual([b!.notebookId]);
});

test("a file that turns up under another name is opened with its work, which is offered no more", async () => {
  const [a] = await left();
  await restore(a!);
  const client = await LiveClient.attach(server, "d/a.ipynb");
  await client.replace("c1", "'unsaved again'");
  await server.stop("SIGKILL");
  await rename(join(folder.root, "d"), join(folder.root, "moved"));
  server = await folder.serve();
  expect((await left()).map(({ path }) => path)).toContain("d/a.ipynb");
  const moved = await LiveClient.attach(server, "moved/a.ipynb");
  expect(moved.state.cells[0]!.source).toBe("'unsaved again'");
  expect((await left()).map(({ path }) => path)).toEqual(["d/b.ipynb"]);
});
