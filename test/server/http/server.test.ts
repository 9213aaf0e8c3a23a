import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { listen } from "../../../server/http/listen.ts";
import { startServer, TOKEN } from "./start-server.ts";

async function listening(port?: number): Promise<{ port: number }> {
  const server = createServer();
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: await listen(server, "127.0.0.1", port) };
}

describe("listen", () => {
  test("takes the port that was given, or says that it is in use", async () => {
    const { port } = await listening(0);
    const second = createServer();
    await expect(listen(second, "127.0.0.1", port)).rejects.toMatchObject({
      code: "HF_PORT_IN_USE",
      message: `Port ${port} of 127.0.0.1 is taken`,
    });
  });

  test("without a port takes the next free one from 8888 on", async () => {
    const first = await listening();
    const second = await listening();
    expect(first.port).toBeGreaterThanOrEqual(8888);
    expect(second.port).toBeGreaterThan(first.port);
  });

  test("says that a host is none of this machine", async () => {
    await expect(listen(createServer(), "192.0.2.77", 0)).rejects.toMatchObject({
      code: "HF_USAGE",
    });
  });
});

describe("close", () => {
  test("ends upgraded sockets, frees the port, and may be called twice", async () => {
    const server = await startServer();
    const open = server.sendRaw(
      [
        `GET /live?token=${TOKEN} HTTP/1.1`,
        "Host: 127.0.0.1:PORT",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "",
        "",
      ].join("\r\n"),
    );
    await vi.waitFor(() => expect(server.upgraded).toEqual(["/live via query"]));
    await Promise.all([server.close(), server.close()]);
    await open;
    const again = createServer();
    await listen(again, "127.0.0.1", server.port);
    expect((again.address() as AddressInfo).port).toBe(server.port);
    await new Promise<void>((resolve) => again.close(() => resolve()));
  });
});
