import { connect } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { eventRoutes } from "../../../server/http/api/event-routes.ts";
import { startServer, type TestServer, TOKEN } from "./start-server.ts";

afterEach(() => vi.useRealTimers());

/** The events of a server, as the routes see them. */
function makeEvents() {
  const listeners = new Set<(event: object) => void>();
  let seq = 0;
  return {
    seq,
    since: () => [],
    snapshot: () => [],
    listen(listener: (event: object) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get listeners() {
      return listeners.size;
    },
    say(bytes: number) {
      seq++;
      for (const listener of [...listeners])
        listener({ seq, type: "lock", text: "x".repeat(bytes) });
    },
  };
}

async function start() {
  const events = makeEvents();
  const routes = eventRoutes(events as never, { all: [] } as never);
  const server = await startServer({ services: { routes } });
  return { events, server };
}

function openStream(server: TestServer, method = "GET"): ReturnType<typeof connect> {
  const socket = connect(server.port, "127.0.0.1", () =>
    socket.write(
      `${method} /api/events HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: token ${TOKEN}\r\n\r\n`,
    ),
  );
  socket.on("error", () => {});
  return socket;
}

describe("S29: the event stream", () => {
  test("a HEAD of it leaves nothing behind that a timer could stumble over", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const { events, server } = await start();
    expect((await server.send("/api/events", { method: "HEAD", token: true })).status).toBe(200);
    for (let i = 0; i < 3; i++) events.say(900_000);
    expect(() => vi.advanceTimersByTime(60_000)).not.toThrow();
    expect(events.listeners).toBe(0);
  });

  test("a reader that takes nothing is let go, and its timer with it", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const { events, server } = await start();
    const socket = openStream(server);
    socket.pause();
    await vi.waitFor(() => expect(events.listeners).toBe(1));
    // Beyond what the system's buffers take the bytes wait in the stream.
    for (let i = 0; i < 40; i++) events.say(900_000);
    expect(() => vi.advanceTimersByTime(60_000)).not.toThrow();
    expect(events.listeners).toBe(0);
    expect((await server.send("/api/status", { token: true })).status).toBe(200);
    socket.destroy();
  });

  test("a reader that leaves, and then the end of its session, end it once", async () => {
    const { events, server } = await start();
    const socket = openStream(server);
    await vi.waitFor(() => expect(events.listeners).toBe(1));
    socket.destroy();
    await vi.waitFor(() => expect(events.listeners).toBe(0));
    expect(() => server.gate.rotate("another")).not.toThrow();
    const left = openStream(server, "HEAD");
    left.on("data", () => {});
    expect(() => events.say(10)).not.toThrow();
    left.destroy();
  });
});

describe("S19, S30: places", () => {
  test("one client has 50 event streams, and a page still gets one", async () => {
    const { events, server } = await start();
    const { headers } = await server.enter();
    const open = Array.from({ length: 50 }, () => openStream(server));
    await vi.waitFor(() => expect(events.listeners).toBe(50));
    const refused = await server.send("/api/events", { token: true });
    expect([refused.status, refused.code]).toEqual([429, "HF_TOO_MANY_REQUESTS"]);
    expect(refused.headers.connection).toBe("close");
    // Another client, and any other route of this one.
    const page = connect(server.port, "127.0.0.1", () =>
      page.write(
        `GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nCookie: ${headers.Cookie}\r\nX-Holdfast-Page: ${headers["X-Holdfast-Page"]}\r\n\r\n`,
      ),
    );
    await vi.waitFor(() => expect(events.listeners).toBe(51));
    expect((await server.send("/api/status", { token: true })).status).toBe(200);
    for (const socket of [...open, page]) socket.destroy();
    await vi.waitFor(() => expect(events.listeners).toBe(0));
    const again = openStream(server);
    await vi.waitFor(() => expect(events.listeners).toBe(1));
    again.destroy();
  });
});
