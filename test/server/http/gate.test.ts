import { networkInterfaces } from "node:os";
import { describe, expect, test, vi } from "vitest";
import { Gate } from "../../../server/http/access/gate.ts";
import { Places } from "../../../server/http/access/places.ts";
import { createApp } from "../../../server/http/app.ts";
import { Log } from "../../../server/http/core/log.ts";
import { StaticFiles } from "../../../server/http/static/static-files.ts";
import { browserOf, startServer, TOKEN, upgradeRequest } from "./start-server.ts";

const raw = (target: string, ...lines: string[]): string =>
  [`GET ${target} HTTP/1.1`, ...lines, "Connection: close", "", ""].join("\r\n");
const statusOf = (answer: string): string => answer.slice(0, answer.indexOf("\r\n"));

const protocol = (pageKey: string): string =>
  `Sec-WebSocket-Protocol: holdfast.live, holdfast.page.${pageKey}`;
describe("credentials", () => {
  test("S1: no route of the router answers without credentials", async () => {
    const server = await startServer();
    const services = {
      root: server.root,
      version: "",
      log: new Log({ write: () => undefined }),
      status: () => ({ startedAt: 0, lastActivityAt: 0, kernels: 0, connections: 0 }),
      staticFiles: await StaticFiles.list("/nowhere"),
      openNotebooks: {
        isBusy: () => undefined,
        rename: (_from: string, _to: string, move: () => Promise<void>) => move(),
        delete: (_path: string, remove: () => Promise<void>) => remove(),
      },
    };
    const options = {
      enter: () => ({ setCookie: "", keys: { page: "", link: "" } }),
      places: new Places(),
    };
    const routes = createApp(services, options).routes.filter(
      ({ method, path }) => method !== "ALL" && path !== "/*",
    );
    expect(routes.length).toBeGreaterThan(8);
    for (const { method, path } of [...routes, { method: "GET", path: "/frame.html" }]) {
      const answer = await server.send(path.replace("*", "x"), { method });
      expect([method, path, answer.status, answer.code]).toEqual([
        method,
        path,
        401,
        "HF_AUTH_REQUIRED",
      ]);
    }
  });

  test("S1: no upgrade path opens without credentials, whatever it is called", async () => {
    const server = await startServer();
    for (const path of [
      "/",
      "/api/live/notebooks/a",
      "/api/kernels/x/channels",
      "/api/events/subscribe",
      "/terminals/x",
    ]) {
      const answer = await server.sendRaw(upgradeRequest(path));
      expect(statusOf(answer)).toBe("HTTP/1.1 401 Unauthorized");
      expect(answer).toContain('"code":"HF_AUTH_REQUIRED"');
    }
    expect(server.upgraded).toEqual([]);
  });

  test.each([
    ["token", { Authorization: `token ${TOKEN}` }],
    ["Bearer", { Authorization: `Bearer ${TOKEN}` }],
  ])("the token opens as Authorization: %s", async (_, headers) => {
    const server = await startServer();
    expect((await server.send("/api/status", { headers })).status).toBe(200);
  });

  test("S7: the token in the address becomes a cookie on a small page that moves on", async () => {
    const server = await startServer();
    const answer = await server.send(`/?token=${TOKEN}`, { headers: { Accept: "text/html" } });
    expect(answer.status).toBe(200);
    expect(answer.headers["set-cookie"]).toEqual([
      expect.stringMatching(
        new RegExp(
          `^holdfast-${server.port}=[\\w-]+\\.[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict; `,
        ),
      ),
    ]);
    expect(answer.headers["referrer-policy"]).toBe("no-referrer");
    expect(answer.body).toContain('<a href="/">');
    expect(answer.body.match(/<script[^>]*>/g)).toEqual(['<script src="/enter.js" defer>']);
    expect(answer.body).not.toContain(TOKEN);
    const { cookie, headers } = browserOf(answer);
    expect(cookie).not.toContain(TOKEN);
    expect((await server.send("/api/status", { headers })).status).toBe(200);
    const page = await server.send("/", { headers: { Cookie: `a=b; ${cookie}` } });
    expect(page.body).toContain("holdfast client");
  });

  test("S7, S8: an address of a notebook moves on to itself without its query", async () => {
    const server = await startServer();
    const answer = await server.send(`/notebooks/a.ipynb?token=${TOKEN}&next=//evil`);
    expect(answer.body).toContain('<a href="?">');
    expect(answer.body).not.toContain("evil");
  });

  test("a person without the token gets a page that asks for it, a program a problem", async () => {
    const server = await startServer();
    const page = await server.send("/", { headers: { Accept: "text/html,*/*" } });
    expect([page.status, page.headers["content-type"]]).toEqual([401, "text/html; charset=utf-8"]);
    expect(page.body).toContain('<form action="/login" method="post">');
    const problem = await server.send("/api/status");
    expect(problem.json()).toMatchObject({ code: "HF_AUTH_REQUIRED", status: 401 });
    expect(problem.headers["www-authenticate"]).toBe("token");
  });

  test("S7: cookies of another token, another port, or a forged one are void", async () => {
    const server = await startServer();
    const other = await startServer();
    const { cookie } = await other.enter();
    const value = cookie.slice(cookie.indexOf("=") + 1);
    for (const forged of [value, value.replace(/^./, "A"), "x.y", "", "."]) {
      const headers = { Cookie: `holdfast-${server.port}=${forged}` };
      expect((await server.send("/api/status", { headers })).code).toBe("HF_AUTH_REQUIRED");
    }
  });

  test("S7: another token voids the cookies and ends the sessions of the old one", async () => {
    const server = await startServer();
    const { cookie, pageKey, headers } = await server.enter();
    const origin = `Origin: http://127.0.0.1:${server.port}`;
    const open = server.sendRaw(
      upgradeRequest("/live", origin, `Cookie: ${cookie}`, protocol(pageKey)),
    );
    await vi.waitFor(() => expect(server.upgraded).toEqual(["/live via cookie"]));
    server.gate.rotate("another");
    expect(statusOf(await open)).toBe("HTTP/1.1 101 Switching Protocols");
    const answer = await server.send("/api/status", { headers });
    expect(answer.code).toBe("HF_AUTH_REQUIRED");
  });

  test("S8, S31: the 21st wrong token in a minute is told to wait, the right one and a cookie never", async () => {
    const server = await startServer();
    const { headers } = await server.enter();
    for (let i = 1; i <= 20; i++) {
      const answer = await server.send(`/api/status?token=wrong${i}`);
      expect([i, answer.status, answer.code]).toEqual([i, 401, "HF_AUTH_TOKEN_WRONG"]);
    }
    const answer = await server.send("/api/status?token=wrong21");
    expect([answer.status, answer.code]).toEqual([429, "HF_AUTH_TOO_MANY"]);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(50);
    expect((await server.send("/api/status", { token: true })).status).toBe(200);
    expect((await server.send("/api/status", { headers })).status).toBe(200);
    expect(server.logged.join("")).not.toContain("wrong21");
  });

  test("S8: after the minute wrong tokens are only wrong again", () => {
    let now = 0;
    const gate = new Gate({
      host: "127.0.0.1",
      port: 1,
      allowHosts: [],
      token: "t",
      key: "k",
      isShell: () => false,
      now: () => now,
    });
    const ask = (token: string) => {
      const result = gate.check(
        {
          method: "GET",
          url: `/?token=${token}`,
          headers: { host: "localhost:1" },
          rawHeaders: ["Host", "localhost:1"],
          socket: { remoteAddress: "10.0.0.1" },
        },
        "request",
      );
      return "refusal" in result ? result.refusal.code : "open";
    };
    for (let i = 0; i < 20; i++) ask("wrong");
    expect(ask("wrong")).toBe("HF_AUTH_TOO_MANY");
    expect(ask("t")).toBe("open");
    now = 60_001;
    expect(ask("wrong")).toBe("HF_AUTH_TOKEN_WRONG");
  });
});

describe("host", () => {
  test("S4: every name of this server opens, on its port only", async () => {
    const server = await startServer({
      allowHosts: ["box.example", "proxy.example:443"],
      publicUrl: "https://public.example",
    });
    const { port } = server;
    const names = [
      `localhost:${port}`,
      `LOCALHOST:${port}`,
      `127.0.0.1:${port}`,
      `[::1]:${port}`,
      `box.example:${port}`,
      "proxy.example",
      "proxy.example:443",
      "public.example",
      "public.example:443",
    ];
    for (const Host of names) {
      const answer = await server.send("/api/status", { token: true, headers: { Host } });
      expect([Host, answer.status]).toEqual([Host, 200]);
    }
  });

  test.each([
    "evil.example",
    "evil.example:PORT",
    "localhost",
    "localhost:1",
    "localhost.:PORT",
    "localhost.evil.example:PORT",
    "127.0.0.1.evil.example:PORT",
    "127.0.0.2:PORT",
    "0.0.0.0:PORT",
    "[::]:PORT",
    "user@localhost:PORT",
    "localhost:PORT@evil.example",
    "",
  ])("S4: the host %j is refused before any credential counts", async (host) => {
    const server = await startServer();
    const answer = await server.sendRaw(raw(`/?token=${TOKEN}`, `Host: ${host}`));
    expect(statusOf(answer)).toBe("HTTP/1.1 403 Forbidden");
    expect(answer).toContain("HF_HOST_FOREIGN");
    expect(answer).not.toMatch(/set-cookie/i);
  });

  test("S4: bound to all addresses, the machine's own are its names", async () => {
    const server = await startServer({ host: "0.0.0.0" });
    const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const address = own.find(({ family }) => family === "IPv4")!.address;
    const headers = { Host: `${address}:${server.port}` };
    expect((await server.send("/api/status", { token: true, headers })).status).toBe(200);
    const foreign = { Host: `192.0.2.77:${server.port}` };
    expect((await server.send("/api/status", { token: true, headers: foreign })).status).toBe(403);
  });

  test("S3: two Host lines, no Host line and an absolute target are refused", async () => {
    const server = await startServer();
    const own = "Host: 127.0.0.1:PORT";
    const two = await server.sendRaw(raw("/", own, "Host: evil.example"));
    expect(statusOf(two)).toBe("HTTP/1.1 400 Bad Request");
    expect(statusOf(await server.sendRaw(raw("/")))).toBe("HTTP/1.1 400 Bad Request");
    for (const target of [
      "http://evil.example/",
      "http://127.0.0.1:PORT/",
      "//evil.example/",
      "/\\evil.example",
      "*",
      "evil",
    ]) {
      const answer = await server.sendRaw(raw(target, own));
      expect([target, statusOf(answer)]).toEqual([target, "HTTP/1.1 400 Bad Request"]);
    }
  });

  test("S3: dot segments of a target are refused, encoded or not", async () => {
    const server = await startServer();
    for (const target of [
      "/files/../api/status",
      "/assets/%2e%2e/x",
      "/a/.%2E/x",
      "/./x",
      "/files/..",
    ]) {
      const answer = await server.send(target, { token: true });
      expect([target, answer.code]).toEqual([target, "HF_REQUEST_INVALID"]);
    }
  });
});

describe("origin", () => {
  test.each([
    "null",
    "http://evil.example",
    "http://127.0.0.1:PORT.evil.example",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "https://127.0.0.1:PORT",
    "http://localhost:PORT.evil.example",
    "http://localhost:PORT/",
    "http://localhost:PORT, http://evil.example",
    "",
  ])(
    "S2: the origin %j is refused, with a cookie, with the token, and for an upgrade",
    async (given) => {
      const server = await startServer();
      const { cookie, headers: own } = await server.enter();
      const origin = given.replaceAll("PORT", String(server.port));
      for (const headers of [
        { Origin: origin, ...own },
        { Origin: origin, Authorization: `token ${TOKEN}` },
      ]) {
        const answer = await server.send("/api/status", { headers });
        expect([answer.status, answer.code]).toEqual([403, "HF_ORIGIN_FOREIGN"]);
      }
      const upgrade = upgradeRequest(
        `/live?token=${TOKEN}`,
        `Origin: ${origin}`,
        `Cookie: ${cookie}`,
      );
      expect(statusOf(await server.sendRaw(upgrade))).toBe("HTTP/1.1 403 Forbidden");
      expect(server.upgraded).toEqual([]);
    },
  );

  test("S2: two Origin lines are refused, although the first is ours", async () => {
    const server = await startServer();
    const ours = "Origin: http://127.0.0.1:PORT";
    const answer = await server.sendRaw(
      raw(`/?token=${TOKEN}`, "Host: 127.0.0.1:PORT", ours, "Origin: http://evil.example"),
    );
    expect(statusOf(answer)).toBe("HTTP/1.1 403 Forbidden");
  });

  test("S5: an upgrade opens with our origin and a cookie, or without origin and with the token", async () => {
    const server = await startServer();
    const { cookie, pageKey } = await server.enter();
    const ours = `Origin: http://localhost:${server.port}`;
    const open = [
      upgradeRequest("/a", ours, `Cookie: ${cookie}`, protocol(pageKey)),
      upgradeRequest(`/b?token=${TOKEN}`),
      upgradeRequest("/c", `Authorization: token ${TOKEN}`),
    ];
    for (const request of open)
      expect(statusOf(await server.sendRaw(request))).toBe("HTTP/1.1 101 Switching Protocols");
    expect(server.upgraded).toEqual(["/a via cookie", "/b via query", "/c via token"]);
  });

  test("S5: a cookie alone, without origin, opens no upgrade", async () => {
    const server = await startServer();
    const { cookie, pageKey } = await server.enter();
    const answer = await server.sendRaw(
      upgradeRequest("/live", `Cookie: ${cookie}`, protocol(pageKey)),
    );
    expect(statusOf(answer)).toBe("HTTP/1.1 401 Unauthorized");
  });

  test("only WebSocket is an upgrade", async () => {
    const server = await startServer();
    const request = upgradeRequest(`/?token=${TOKEN}`).replace("websocket", "h2c");
    expect(statusOf(await server.sendRaw(request))).toBe("HTTP/1.1 400 Bad Request");
  });

  test("S6: with a cookie a change needs our origin and JSON", async () => {
    const server = await startServer();
    const { headers: own } = await server.enter();
    const Origin = `http://127.0.0.1:${server.port}`;
    const post = (headers: Record<string, string>, body?: string) =>
      server.send("/api/contents/", {
        method: "POST",
        headers: { ...own, ...headers },
        ...(body !== undefined && { body }),
      });
    expect((await post({})).code).toBe("HF_ORIGIN_FOREIGN");
    expect((await post({ "Content-Type": "application/json" }, "{}")).code).toBe(
      "HF_ORIGIN_FOREIGN",
    );
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])
      expect((await post({ Origin, "Content-Type": type }, "{}")).code).toBe("HF_REQUEST_INVALID");
    expect(
      (await post({ Origin, "Content-Type": "application/json; charset=utf-8" }, "{}")).status,
    ).toBe(201);
    expect((await post({ Origin })).status).toBe(201);
  });

  test("S6: there are no CORS headers, and a preflight is refused", async () => {
    const server = await startServer();
    const headers = {
      Origin: `http://127.0.0.1:${server.port}`,
      "Access-Control-Request-Method": "PUT",
    };
    const preflight = await server.send("/api/contents/a", {
      method: "OPTIONS",
      token: true,
      headers,
    });
    expect([preflight.status, preflight.code]).toEqual([405, "HF_METHOD_NOT_ALLOWED"]);
    const answer = await server.send("/api/status", { token: true });
    for (const name of [...Object.keys(preflight.headers), ...Object.keys(answer.headers)])
      expect(name).not.toMatch(/^access-control/);
  });
});
