import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LiveClient } from "../fixtures/live-client.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

/** More than Node has threads for files: were each held, nothing could be read any more. */
const AT_ONCE = 20;

let folder: ServedFolder;
let server: ServerProcess;
const socket = createServer();

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.write("plain.txt", "plain");
  const at = (name: string): string => join(folder.root, name);
  for (const name of ["pipe", "pipe.ipynb"]) execFileSync("mkfifo", [at(name)]);
  symlinkSync("pipe", at("to-pipe"));
  symlinkSync("pipe.ipynb", at("to-pipe.ipynb"));
  mkdirSync(at("folder.ipynb"));
  await new Promise<void>((resolve) => socket.listen(at("socket"), resolve));
  try {
    execFileSync("mknod", [at("device"), "c", "1", "5"], { stdio: "ignore" });
  } catch {
    // Only root can make a device; the other kinds stand for it.
  }
  server = await folder.serve();
});
afterAll(async () => {
  socket.close();
  await folder.remove();
});

/** What is in the folder that is no file. */
const names = (): string[] => folder.files().filter((name) => name !== "plain.txt");

const json = (method: string, body: object): RequestInit => ({
  method,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/** All that can be asked of a name. */
const WAYS: readonly (readonly [what: string, ask: (name: string) => [string, RequestInit?]])[] = [
  ["download", (name) => [`/files/${name}`]],
  ["head", (name) => [`/files/${name}`, { method: "HEAD" }]],
  ["read", (name) => [`/api/contents/${name}`]],
  ["read as a notebook", (name) => [`/api/contents/${name}?type=notebook`]],
  ["hash", (name) => [`/api/contents/${name}?content=0&hash=1`]],
  ["copy", (name) => ["/api/contents/", json("POST", { copy_from: name })]],
  [
    "save as a file",
    (name) => [`/api/contents/${name}`, json("PUT", { type: "file", format: "text", content: "" })],
  ],
  ["save as a notebook", (name) => [`/api/contents/${name}`, json("PUT", { type: "notebook" })]],
  ["run", (name) => ["/api/runs", json("POST", { path: name, cellId: "c1" })]],
];

describe("S32: pipes, sockets, devices and folders", () => {
  test("are there", () => {
    expect(names()).toEqual(
      expect.arrayContaining(["pipe", "pipe.ipynb", "to-pipe", "socket", "folder.ipynb"]),
    );
  });

  test.each(WAYS)("%s: 20 requests at once are refused, and hold nothing", async (_, ask) => {
    for (const name of names()) {
      const [path, init] = ask(name);
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          const answer = await server.fetch(path, init);
          await answer.arrayBuffer();
          return answer.status;
        }),
      );
      // A folder is read and listed as one.
      const isListed = name === "folder.ipynb" && path.startsWith("/api/contents/") && !init;
      for (const status of answers)
        expect([name, status >= (isListed ? 200 : 400) && status < 500]).toEqual([name, true]);
      expect(await (await server.fetch("/files/plain.txt")).text()).toBe("plain");
    }
  });

  test("are left out of the list, or listed as what they lead to", async () => {
    const { content } = (await (await server.fetch("/api/contents/")).json()) as {
      content: { name: string }[];
    };
    expect(content.map(({ name }) => name)).toEqual(["folder.ipynb", "plain.txt"]);
  });

  test("cannot be renamed, and stay where they are", async () => {
    for (const name of names().filter((n) => !n.startsWith("to-") && n !== "folder.ipynb")) {
      const answer = await server.fetch(
        `/api/contents/${name}`,
        json("PATCH", { path: `${name}-2` }),
      );
      expect([name, answer.status]).toEqual([name, 403]);
      expect(folder.files()).toContain(name);
    }
  });

  test("cannot be opened by a tab, which is told why", async () => {
    for (const name of ["pipe", "pipe.ipynb", "to-pipe.ipynb", "socket", "folder.ipynb"]) {
      const tabs = await Promise.all(
        Array.from({ length: 10 }, () => LiveClient.connect(server, name)),
      );
      for (const tab of tabs) {
        const { reason } = await tab.closed;
        expect([name, reason]).toEqual([name, "HF_FILE_UNREADABLE"]);
      }
    }
    expect(await (await server.fetch("/files/plain.txt")).text()).toBe("plain");
  });
});
