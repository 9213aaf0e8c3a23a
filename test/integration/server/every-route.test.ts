import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { headOf, type Manner, requestText, sendAs } from "../fixtures/raw-client.ts";
import { addressOf, everyRoute, type Walked } from "../fixtures/routes.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const ODD_METHODS = ["OPTIONS", "TRACE", "CONNECT", "PROPFIND", "MKCOL", "SEARCH", "QUERY"];
const MANNERS: readonly Manner[] = ["reads", "leaves at once", "never reads", "pauses"];

let folder: ServedFolder;
let server: ServerProcess;
let routes: Walked[];

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", ["1"]);
  await folder.write("x", "x".repeat(100_000));
  server = await folder.serve();
  routes = await everyRoute();
});
afterAll(() => folder.remove());

async function lives(after: string): Promise<void> {
  const status = await server.fetch("/api/status").then(
    (answer) => answer.status,
    (error: Error) => `${error.message} (exit code ${server.process.child.exitCode})`,
  );
  expect([after, status]).toEqual([after, 200]);
}

describe("S29: every route of the router, with every method", () => {
  test("the router has them all", () => {
    expect(routes.length).toBeGreaterThan(30);
    for (const path of ["/api/events", "/api/runs", "/files/*", "/api/locks/:key"])
      expect(routes.map((route) => route.path)).toContain(path);
  });

  test.each(MANNERS)("a client that %s does not end the server", async (manner) => {
    for (const path of new Set(routes.map((route) => route.path))) {
      for (const method of [...METHODS, ...ODD_METHODS]) {
        const address = addressOf({ method, path }, "x");
        const text = requestText(server, method, address);
        const socket = await sendAs(server, text, manner);
        await lives(`${method} ${path}, ${manner}`);
        socket.destroy();
      }
    }
    expect(server.process.stderr).not.toMatch(/ error /);
  });

  test("a client that leaves in the middle of its body does not end the server", async () => {
    for (const { method, path } of routes) {
      const text = requestText(server, method, addressOf({ method, path }, "x"), {
        headers: ["Content-Type: application/json", "Content-Length: 1000"],
      });
      await sendAs(server, `${text}{"a":`, "leaves at once");
      await lives(`${method} ${path}`);
    }
    expect(server.process.stderr).not.toMatch(/ error /);
  });
});

describe("S9: an escape is decoded once", () => {
  const BROKEN = [
    "%E0%A4%A",
    "%zz",
    "%",
    "%00",
    "a%00b",
    "%C0%AF",
    "%c0%ae%c0%ae",
    "%ED%A0%80",
    "%F8%80%80%80%80",
  ];

  test("one that is none is 400 on every route", async () => {
    const open = routes.filter(({ path }) => /[:*]/.test(path));
    expect(open.length).toBeGreaterThan(15);
    for (const route of open) {
      for (const part of BROKEN) {
        const answer = await server.fetch(addressOf(route, part), { method: route.method });
        const { code } = (await answer.json()) as { code: string };
        expect([route, part, answer.status, code]).toEqual([route, part, 400, "HF_PATH_INVALID"]);
      }
    }
  });

  test("one that is none is 400 for an upgrade, too", async () => {
    const upgrade = [
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ];
    for (const part of BROKEN) {
      const text = requestText(server, "GET", `/api/live/notebooks/${part}`, { headers: upgrade });
      expect(await headOf(server, text)).toMatch(/^HTTP\/1\.1 400 /);
    }
  });

  test("what looks like an escape after that is a part of the name", async () => {
    for (const name of ["100%25", "a%2525b", "%2541"]) {
      const made = await server.fetch(`/api/contents/${name}`, {
        method: "PUT",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ type: "file", format: "text", content: name }),
      });
      expect([name, made.status]).toEqual([name, 201]);
      const path = decodeURIComponent(name);
      expect(((await made.json()) as { path: string }).path).toBe(path);
      expect(await (await server.fetch(`/files/${name}`)).text()).toBe(name);
      expect(folder.files()).toContain(path);
      // A lock key is a name, too: one decoding makes it wrong, two would make it right.
      const key = `pipe%253A${name}`;
      expect((await server.fetch(`/api/locks/${key}`)).status).toBe(400);
    }
  });
});
