import { truncate, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { memoryOf } from "../fixtures/memory.ts";
import { requestText, sendAs } from "../fixtures/raw-client.ts";
import { becomes, ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

/** What one client may cost in all, in MiB. */
const MAX_GROWTH = 64;

let folder: ServedFolder;
let server: ServerProcess;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook(
    "large.ipynb",
    Array.from({ length: 1000 }, (_, i) => `// ${i} ${"x".repeat(10_000)}`),
  );
  server = await folder.serve();
  const first = await tab();
  const told = new Promise((resolve) => first.once("message", resolve));
  first.send(attach);
  await told;
  first.terminate();
});
afterAll(() => folder.remove());

const attach = JSON.stringify({
  type: "attach",
  protocol: 1,
  windowId: "w1",
  user: { name: "Ana", color: "#336699" },
});

async function tab(): Promise<WebSocket> {
  const url = `${server.url.replace("http", "ws")}/api/live/notebooks/large.ipynb`;
  const socket = new WebSocket(url, { headers: { Authorization: `token ${server.token}` } });
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  return socket;
}

/** Does something to the server, and gives how much memory that took at most. */
async function growth(work: () => Promise<void>): Promise<number> {
  const before = memoryOf(server);
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, memoryOf(server));
  }, 10);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.max(most, memoryOf(server)) - before;
}

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 6));

describe("S19: one tab of a notebook of 10 MB", () => {
  test("that attaches 500 times and reads nothing costs no more than one", async () => {
    const socket = await tab();
    socket.pause();
    const cost = await growth(async () => {
      for (let i = 0; i < 500; i++) {
        socket.send(attach);
        await tick(); // below the limit of messages a second, which would close it
      }
    });
    socket.terminate();
    expect(cost).toBeLessThan(MAX_GROWTH);
  });

  test("that comes again 300 times and reads nothing costs no more than one", async () => {
    const cost = await growth(async () => {
      for (let i = 0; i < 300; i++) {
        const socket = await tab();
        socket.pause();
        socket.send(attach, () => socket.terminate());
        await tick();
      }
    });
    expect(cost).toBeLessThan(MAX_GROWTH);
  });

  test("that says what cannot be understood and reads nothing is let go in the end", async () => {
    const socket = await tab();
    socket.on("error", () => {});
    socket.send(attach);
    socket.pause();
    const long = JSON.stringify({ type: "operation", id: "x".repeat(30_000), op: {} });
    const cost = await growth(async () => {
      for (let i = 0; i < 1500 && socket.readyState === socket.OPEN; i++) {
        socket.send(long);
        await tick();
      }
    });
    socket.terminate();
    expect(cost).toBeLessThan(MAX_GROWTH);
  });

  test("that says 16 MB before its notebook is open is let go", async () => {
    const sockets = await Promise.all([tab(), tab(), tab()]);
    const cost = await growth(async () => {
      for (const socket of sockets) {
        socket.on("error", () => {});
        for (let i = 0; i < 20; i++) socket.send(Buffer.alloc(1_000_000, 0x20));
      }
      await Promise.all(
        sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve))),
      );
    });
    expect(cost).toBeLessThan(MAX_GROWTH);
  });
});

describe("S30: places of sockets", () => {
  test.each(["/api/live/notebooks/large.ipynb", "/api/live/events"])(
    "50 of a program at %s shut out neither its other sockets, nor a person's tab",
    async (path) => {
      const url = `${server.url.replace("http", "ws")}${path}`;
      const connect = (headers: Record<string, string>, protocols: string[] = []) =>
        new Promise<WebSocket | number>((resolve) => {
          const socket = new WebSocket(url, protocols, { headers });
          socket.once("open", () => resolve(socket));
          socket.once("unexpected-response", (_, answer) => resolve(answer.statusCode ?? 0));
          socket.on("error", () => {});
        });
      const token = { Authorization: `token ${server.token}` };
      const open = await Promise.all(Array.from({ length: 50 }, () => connect(token)));
      expect(open.filter((socket) => typeof socket === "number")).toEqual([]);
      expect(await connect(token)).toBe(429);
      const entered = await server.fetch(`/?token=${server.token}`);
      const [cookie = ""] = (entered.headers.get("set-cookie") ?? "").split(";");
      const key = /holdfast-page" content="([\w-]+)\./.exec(await entered.text())?.[1];
      const person = await connect({ Cookie: cookie, Origin: server.url }, [
        "holdfast.live",
        `holdfast.page.${key}`,
      ]);
      expect(person).toBeInstanceOf(WebSocket);
      expect((person as WebSocket).protocol).toBe("holdfast.live");
      expect((await server.fetch("/api/status")).status).toBe(200);
      for (const socket of [...open, person]) (socket as WebSocket).terminate();
      const isFree = async (): Promise<boolean> => {
        const socket = await connect(token);
        if (typeof socket !== "number") socket.terminate();
        return typeof socket !== "number";
      };
      while (!(await isFree()));
    },
  );
});

describe("S20: large files", () => {
  const SIZE = 400 * 1024 * 1024;

  beforeAll(async () => {
    await writeFile(join(folder.root, "large.bin"), "");
    await truncate(join(folder.root, "large.bin"), SIZE);
  });

  test("six downloads, read or not, cost a few pieces each", async () => {
    const text = requestText(server, "GET", "/files/large.bin");
    const cost = await growth(async () => {
      const unread = await Promise.all(
        Array.from({ length: 6 }, () => sendAs(server, text, "never reads")),
      );
      const sizes = await Promise.all(
        Array.from({ length: 3 }, async () => {
          const answer = await server.fetch("/files/large.bin");
          let size = 0;
          for await (const piece of answer.body ?? []) size += (piece as Uint8Array).length;
          return size;
        }),
      );
      expect(sizes).toEqual([SIZE, SIZE, SIZE]);
      for (const socket of unread) socket.destroy();
    });
    expect(cost).toBeLessThan(MAX_GROWTH);
  });

  test("a copy and a hash cost a piece", async () => {
    const cost = await growth(async () => {
      const made = await server.fetch("/api/contents/", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ copy_from: "large.bin" }),
      });
      expect(made.status).toBe(201);
      expect(await made.json()).toMatchObject({ path: "large-Copy1.bin", size: SIZE });
    });
    expect(cost).toBeLessThan(MAX_GROWTH);
    await folder.removeFile("large-Copy1.bin");
  });

  test("answers and bodies that nobody takes to their end are bounded together, and a person gets in", async () => {
    await folder.write("text.txt", "x".repeat(30_000_000));
    const read = requestText(server, "GET", "/api/contents/text.txt");
    const write = requestText(server, "PUT", "/api/contents/up.txt", {
      headers: ["Content-Type: application/json", "Content-Length: 30000000"],
    });
    const half = `${write}{"content":"${"x".repeat(20_000_000)}`;
    const sockets: Socket[] = [];
    const cost = await growth(async () => {
      for (let i = 0; i < 30; i++) {
        sockets.push(await sendAs(server, read, "never reads"));
        sockets.push(await sendAs(server, half, "never reads"));
      }
      expect((await server.fetch("/api/status")).status).toBe(200);
    });
    // 384 MiB of bodies, and what reading, parsing and writing two of them takes; 1,500 MB were asked for.
    expect(cost).toBeLessThan(900);
    for (const socket of sockets) socket.destroy();
    expect(await becomes(() => server.process.child.exitCode === null, 1)).toBe(true);
    const again = async (): Promise<number> =>
      (await server.fetch("/api/contents/text.txt")).status;
    while ((await again()) !== 200);
  });

  test("a download whose client left closes its file", async () => {
    const text = requestText(server, "GET", "/files/large.bin");
    const sockets = await Promise.all(
      Array.from({ length: 20 }, () => sendAs(server, text, "pauses")),
    );
    expect(await becomes(() => openFiles() === 20, 5000)).toBe(true);
    for (const socket of sockets) socket.destroy();
    expect(await becomes(() => openFiles() === 0, 5000)).toBe(true);
  });

  test("a file that gets shorter while it is sent breaks the answer off, and no more", async () => {
    await writeFile(join(folder.root, "shrinks.bin"), "");
    await truncate(join(folder.root, "shrinks.bin"), SIZE);
    const closed = new Promise<number>((resolve) => {
      const socket = connect(server.port, "127.0.0.1", () =>
        socket.write(requestText(server, "GET", "/files/shrinks.bin")),
      );
      let size = 0;
      socket.on("error", () => {});
      socket.on("data", (piece) => {
        if (size === 0) {
          socket.pause();
          void truncate(join(folder.root, "shrinks.bin"), 10).then(() => socket.resume());
        }
        size += piece.length;
      });
      socket.on("close", () => resolve(size));
    });
    expect(await closed).toBeLessThan(SIZE);
    expect((await server.fetch("/api/status")).status).toBe(200);
    expect(server.process.stderr).not.toMatch(/ error |Error/);
  });
});

/** How many descriptors of the server are the large file. */
function openFiles(): number {
  return server.openFiles().filter((name) => name.endsWith("large.bin")).length;
}
