import { truncate, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { startServer, type TestServer, TOKEN, upgradeRequest } from "./start-server.ts";

const open = new Set<Socket>();

/** A connection over which a text goes; it never reads unless told. */
function say(server: TestServer, text: string): Socket {
  const socket = connect(server.port, "127.0.0.1", () =>
    socket.write(text.replaceAll("PORT", String(server.port))),
  );
  open.add(socket);
  socket.on("close", () => open.delete(socket));
  socket.on("error", () => {});
  return socket;
}

/** How many connections the server still has. */
function connectionsOf(server: TestServer): Promise<number> {
  return server.connections();
}

describe("S30: connections", () => {
  test.each([
    ["without a credential", upgradeRequest("/api/live/notebooks/a")],
    ["with a wrong token", upgradeRequest("/api/live/notebooks/a?token=wrong")],
    ["of another site", upgradeRequest(`/x?token=${TOKEN}`, "Origin: http://evil.example")],
    ["of another host", upgradeRequest("/x").replace("127.0.0.1:PORT", "evil.example")],
    ["with a broken escape", upgradeRequest(`/api/live/notebooks/%zz?token=${TOKEN}`)],
    ["to h2c", upgradeRequest(`/?token=${TOKEN}`).replace("websocket", "h2c")],
    ["of a request", "GET /api/status HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n"],
    [
      "with an endless body",
      "PUT /api/contents/a HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 999999999\r\n\r\nx",
    ],
    ["that is no HTTP", "\u0016\u0003\u0001 hello\r\n\r\n"],
  ])(
    "one that is refused %s is gone, also when its client neither reads nor leaves",
    async (_, text) => {
      const server = await startServer();
      for (let i = 0; i < 30; i++) say(server, text).pause();
      await vi.waitFor(async () => expect(await connectionsOf(server)).toBeGreaterThan(0));
      await vi.waitFor(async () => expect(await connectionsOf(server)).toBe(0), 5000);
      for (const socket of open) socket.destroy();
    },
  );

  test("those that have shown no credential are few, and the oldest goes first", async () => {
    const server = await startServer();
    const sockets = Array.from({ length: 200 }, () => say(server, "GET / HTTP/1.1\r\n"));
    await vi.waitFor(async () => expect(await connectionsOf(server)).toBe(128), 5000);
    // A person gets in all the while.
    expect((await server.send("/api/status", { token: true })).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });

  test("one that shows no credential in time is closed, one that did is not", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const server = await startServer();
      const silent = say(server, "");
      const proven = say(
        server,
        `GET /api/status HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nAuthorization: token ${TOKEN}\r\n\r\n`,
      );
      await new Promise((resolve) => proven.once("data", resolve));
      const closed = new Promise((resolve) => silent.once("close", resolve));
      silent.resume();
      vi.advanceTimersByTime(10_001);
      await closed;
      expect(proven.destroyed).toBe(false);
      proven.destroy();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("S30: clients that take nothing of their answers", () => {
  const get = (path: string): string =>
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nAuthorization: token ${TOKEN}\r\n\r\n`;

  test("are let go after a minute, those that take it slowly are not", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const server = await startServer();
      await writeFile(join(server.root, "large"), "");
      await truncate(join(server.root, "large"), 1024 ** 3);
      const silent = say(server, get("/files/large"));
      const slow = say(server, get("/files/large"));
      for (const socket of [silent, slow]) {
        await new Promise((resolve) => socket.once("data", resolve));
        socket.pause();
      }
      for (let look = 0; look < 8; look++) {
        // Once the system's buffers are full a client that reads makes room for a few pieces.
        let taken = 0;
        slow.resume();
        await new Promise<void>((resolve) => {
          const take = (piece: Buffer): void => {
            taken += piece.length;
            if (taken < 20_000_000) return;
            slow.off("data", take);
            slow.pause();
            resolve();
          };
          slow.on("data", take);
        });
        vi.advanceTimersByTime(15_000);
      }
      await vi.waitFor(async () => expect(await connectionsOf(server)).toBe(1));
      expect(slow.destroyed).toBe(false);
      expect(server.places.taken("request")).toBe(1);
      for (const socket of [silent, slow]) socket.destroy();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("S20: bodies", () => {
  test.each([
    ["said to be too long", "Content-Length: 5000000000"],
    ["too long in pieces", "Transfer-Encoding: chunked"],
  ])("one that is %s is 413, and what follows is not read", async (_, line) => {
    const server = await startServer();
    const socket = say(
      server,
      `PUT /api/contents/a HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nAuthorization: token ${TOKEN}\r\nContent-Type: application/json\r\n${line}\r\n\r\n`,
    );
    let got = "";
    socket.on("data", (piece) => {
      got += String(piece);
    });
    const isChunked = line.startsWith("Transfer");
    const piece = Buffer.alloc(1_000_000, 0x20);
    const chunk = isChunked
      ? Buffer.concat([Buffer.from("f4240\r\n"), piece, Buffer.from("\r\n")])
      : piece;
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const pump = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on("drain", pump);
    socket.once("connect", pump);
    await closed;
    expect(got).toMatch(/^HTTP\/1\.1 413 /);
    expect(got).toContain("HF_REQUEST_TOO_LARGE");
    // What was allowed, and what the system's buffers hold on both sides.
    const allowed = isChunked ? 32 * 1024 * 1024 : 0;
    expect(socket.bytesWritten).toBeLessThan(allowed + 40_000_000);
    expect((await server.send("/api/status", { token: true })).status).toBe(200);
  });

  test("a body that a client asks for leave to send is invited only where it is taken", async () => {
    const server = await startServer();
    const ask = (path: string, ...lines: string[]): Promise<string> =>
      new Promise((resolve) => {
        const socket = say(
          server,
          [`PUT ${path} HTTP/1.1`, "Host: 127.0.0.1:PORT", ...lines, "", ""].join("\r\n"),
        );
        socket.once("data", (piece) => {
          resolve(String(piece).split("\r\n")[0]!);
          socket.destroy();
        });
      });
    const auth = `Authorization: token ${TOKEN}`;
    const wait = "Expect: 100-continue";
    expect(await ask("/api/contents/a", wait, "Content-Length: 5")).toContain(" 401 ");
    expect(await ask("/api/contents/a", auth, wait, "Content-Length: 99999999999")).toContain(
      " 413 ",
    );
    expect(await ask("/api/status", auth, wait, "Content-Length: 5")).toContain(" 405 ");
    expect(await ask("/api/contents/a", auth, wait, "Content-Length: 5")).toContain(" 100 ");
    expect(await ask("/api/contents/a", auth, "Expect: tea", "Content-Length: 5")).toContain(
      " 400 ",
    );
  });

  test("a client that leaves in the middle of its body ends the reading", async () => {
    const server = await startServer();
    const socket = say(
      server,
      `PUT /api/contents/a HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nAuthorization: token ${TOKEN}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"type":`,
    );
    await vi.waitFor(() => expect(server.places.taken("request")).toBe(1));
    socket.destroy();
    await vi.waitFor(() => expect(server.places.taken("request")).toBe(0));
    expect(server.logged.join("")).not.toMatch(/ error /);
  });
});
