import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { chmod, mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textChangeBetween } from "../../../kernels/protocol/index.ts";
import { LiveClient } from "../fixtures/live-client.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let client: LiveClient;
let name: string;
let n = 0;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.asOrdinaryUser();
  server = await folder.serve();
});
afterAll(() => folder.remove());
beforeEach(async () => {
  name = `d${++n}/a.ipynb`;
  const made = await server.fetch(`/api/contents/d${n}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ type: "directory" }),
  });
  expect(made.status).toBe(201);
  await folder.notebook(name, ["'original'"]);
  client = await LiveClient.attach(server, name);
});

/** Of util-linux: sets a limit of a process that runs. */
const LIMITER = "prlimit";

const at = (path: string): string => join(folder.root, path);

async function type(text: string): Promise<void> {
  const { source, revision } = client.cell("c1");
  const change = textChangeBetween(source, text);
  const { seq } = await client.operate({ type: "setSource", cellId: "c1", revision, change });
  await client.until(() => client.place.seq >= seq);
}

/** Waits until every tab is told why it is not saved; gives the sentence. */
async function trouble(code: string): Promise<string> {
  const found = await client.told((m) => m.type === "volatile" && m.unsaved?.code === code);
  return found.type === "volatile" ? `${found.unsaved?.detail}` : "";
}

async function saved(): Promise<void> {
  const after = client.messages.length;
  await client.until((state) => state.savedSeq >= state.changedSeq);
  if (client.messages.slice(0, after).some((m) => m.type === "volatile" && m.unsaved))
    await client.told((m) => m.type === "volatile" && m.unsaved === null);
}

async function isWritable(path: string): Promise<unknown> {
  const response = await server.fetch(`/api/contents/${path}?content=0`);
  return ((await response.json()) as { writable: unknown }).writable;
}

const PLACES: readonly (readonly [
  what: string,
  path: () => string,
  usual: number,
  mode: number,
])[] = [
  ["folder", () => dirname(at(name)), 0o755, 0o555],
  ["file", () => at(name), 0o644, 0o444],
];

describe("what cannot be saved", () => {
  test.each(PLACES)(
    "because its %s is read-only is told, kept, and saved by itself when it can be",
    async (_, path, usual, mode) => {
      expect(await isWritable(name)).toBe(true);
      await chmod(path(), mode);
      await type("'mine'");
      expect(await trouble("HF_FILE_UNWRITABLE")).toBe("a.ipynb cannot be written: no permission");
      expect(await isWritable(name)).toBe(false);
      await client.operate({ type: "save" });
      expect(await folder.sources(name)).toEqual(["'original'"]);
      // A tab that comes later knows it from the beginning.
      const late = await LiveClient.attach(server, name);
      await late.told((m) => m.type === "volatile" && m.unsaved?.code === "HF_FILE_UNWRITABLE");
      await chmod(path(), usual);
      await saved();
      expect(await folder.sources(name)).toEqual(["'mine'"]);
      expect(await isWritable(name)).toBe(true);
      expect(await readdir(dirname(at(name)))).toEqual(["a.ipynb"]);
    },
  );

  test("because no file can be opened any more is told, and saved by itself when one can", async () => {
    const limit = (most: number): void => {
      const { pid } = server.process;
      execFileSync(LIMITER, [`--nofile=${most}:`, "--pid", `${pid}`], folder.user);
    };
    limit(10);
    await type("'mine'");
    expect(await trouble("HF_FILE_UNWRITABLE")).toMatch(/too many files are open$/);
    expect(await folder.sources(name)).toEqual(["'original'"]);
    limit(1024);
    await saved();
    expect(await folder.sources(name)).toEqual(["'mine'"]);
  });

  test("because the file was deleted is told before anybody edits; saving makes it again", async () => {
    await rm(at(name));
    expect(await trouble("HF_FILE_NOT_FOUND")).toBe("a.ipynb was deleted or moved");
    await type("'mine'");
    await client.operate({ type: "save" });
    await saved();
    expect(await folder.sources(name)).toEqual(["'mine'"]);
    expect(client.state.conflict).toBeNull();
    await type("'and on'");
    await saved();
    expect(await folder.sources(name)).toEqual(["'and on'"]);
  });

  test("because the file was deleted after an edit is no conflict", async () => {
    await type("'mine'");
    await rm(at(name));
    await trouble("HF_FILE_NOT_FOUND");
    await client.operate({ type: "save" });
    await saved();
    expect(await folder.sources(name)).toEqual(["'mine'"]);
  });

  test("because the folder was deleted is told; saving makes both again", async () => {
    await type("'mine'");
    await rm(dirname(at(name)), { recursive: true });
    await trouble("HF_FILE_NOT_FOUND");
    await client.operate({ type: "save" });
    await saved();
    expect(await folder.sources(name)).toEqual(["'mine'"]);
  });

  test("is saved by itself when the folder comes back as it was", async () => {
    await rename(dirname(at(name)), at("elsewhere"));
    await trouble("HF_FILE_NOT_FOUND");
    await type("'mine'");
    await rename(at("elsewhere"), dirname(at(name)));
    await saved();
    expect(await folder.sources(name)).toEqual(["'mine'"]);
  });

  test.each([
    ["a pipe", (path: string) => execFileSync("mkfifo", [path])],
    ["a link", (path: string) => symlinkSync(at("elsewhere.ipynb"), path)],
    ["a link that leads out", (path: string) => symlinkSync("/etc/hostname", path)],
  ])(
    "because %s has the file's name is told, and nothing is written through it",
    async (_, make) => {
      await folder.notebook("elsewhere.ipynb", ["'of another'"]);
      await type("'mine'");
      await rm(at(name));
      make(at(name));
      await client.told((m) => m.type === "volatile" && (m.unsaved ?? null) !== null);
      await client.operate({ type: "save" });
      expect(await folder.sources("elsewhere.ipynb")).toEqual(["'of another'"]);
      await rm(at(name));
      await trouble("HF_FILE_NOT_FOUND");
      await client.operate({ type: "save" });
      await saved();
      expect(await folder.sources(name)).toEqual(["'mine'"]);
    },
  );

  test("because a folder has the file's name is told, and done when it has gone", async () => {
    await rm(at(name));
    await mkdir(at(name));
    const detail = await trouble("HF_FILE_UNREADABLE");
    expect(detail).toBe("a.ipynb is no regular file");
    await type("'mine'");
    await client.operate({ type: "save" });
    await rm(at(name), { recursive: true });
    await trouble("HF_FILE_NOT_FOUND");
    await client.operate({ type: "save" });
    await saved();
    expect(await folder.sources(name)).toEqual(["'mine'"]);
  });
});
