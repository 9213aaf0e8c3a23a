import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EntryCodes } from "../../../server/http/access/entry-codes.ts";
import { proofOf } from "../../../server/http/static/public-paths.ts";
import { browserOf, startServer, type TestServer, TOKEN } from "./start-server.ts";

const PAGE = { headers: { Accept: "text/html,*/*" } };
const withHeaders = (headers: Record<string, string>) => ({
  headers: { Accept: "text/html", ...headers },
});

describe("S33: one-time links", () => {
  test("a code opens one browser, once, and is in nothing that is kept", async () => {
    const server = await startServer();
    const code = server.gate.makeCode();
    const first = await server.send(`/?code=${code}`, PAGE);
    expect(first.status).toBe(200);
    const { headers, pageKey } = browserOf(first);
    for (const kept of [first.body, String(first.headers["set-cookie"])]) {
      expect(kept).not.toContain(code);
      expect(kept).not.toContain(TOKEN);
    }
    expect(String(first.headers["set-cookie"])).not.toContain(pageKey);
    expect((await server.send("/api/status", { headers })).status).toBe(200);
    const second = await server.send(`/?code=${code}`, PAGE);
    expect([second.status, second.headers["set-cookie"]]).toEqual([401, undefined]);
    expect(second.body).toContain("This one-time link was used, or is too old");
    expect(second.body).toContain("<code>holdfast status</code>");
    expect(server.logged.join("")).not.toContain(code);
  });

  test("opened again in the same browser it goes on to the page, and gives nothing new", async () => {
    const server = await startServer();
    const code = server.gate.makeCode();
    const { cookie } = browserOf(await server.send(`/?code=${code}`, PAGE));
    const again = await server.send(`/?code=${code}`, withHeaders({ Cookie: cookie }));
    expect([again.status, again.headers["set-cookie"]]).toEqual([200, undefined]);
    expect(again.body).toContain('<meta name="holdfast-page" content="">');
    expect(again.body).toContain('<a href="/">');
  });

  test("a new link keeps the id of a cookie that is there: open tabs go on", async () => {
    const server = await startServer();
    const { cookie, pageKey } = await server.enter();
    const code = server.gate.makeCode();
    const again = browserOf(await server.send(`/?code=${code}`, withHeaders({ Cookie: cookie })));
    expect([again.cookie, again.pageKey]).toEqual([cookie, pageKey]);
  });

  test.each([
    ["HEAD", {}],
    ["GET", { "Sec-Purpose": "prefetch" }],
    ["GET", { "Sec-Purpose": "prefetch;prerender" }],
    ["GET", { Purpose: "prefetch" }],
  ])("%s with %j uses no code up", async (method, headers) => {
    const server = await startServer();
    const code = server.gate.makeCode();
    const ahead = await server.send(`/?code=${code}`, { method, ...withHeaders(headers) });
    expect(ahead.status).toBe(401);
    expect((await server.send(`/?code=${code}`, PAGE)).status).toBe(200);
  });

  test("a code is good for a page alone", async () => {
    const server = await startServer();
    const code = server.gate.makeCode();
    for (const path of ["/api/status", "/files/a", "/api/contents/", "/assets/app-1a2b.js"])
      expect((await server.send(`${path}?code=${code}`)).status).toBe(401);
    expect((await server.send(`/notebooks/a.ipynb?code=${code}`, PAGE)).status).toBe(200);
  });

  test("a code ends after 10 minutes, the oldest of more than 100 goes, and a new token ends all", () => {
    let now = 0;
    const codes = new EntryCodes(() => now);
    const [old, other] = [codes.make(), codes.make()];
    now = 10 * 60_000;
    expect(codes.take(old)).toBe(false);
    expect(codes.take(other)).toBe(false);
    const first = codes.make();
    for (let i = 0; i < 100; i++) codes.make();
    expect(codes.take(first)).toBe(false);
    const last = codes.make();
    codes.clear();
    expect(codes.take(last)).toBe(false);
    expect(codes.take("__proto__")).toBe(false);
  });
});

describe("S33: the cookie is half of a credential", () => {
  const upgrade = (path: string, port: number, ...lines: string[]): string =>
    [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      `Origin: http://127.0.0.1:${port}`,
      ...lines,
      "",
      "",
    ].join("\r\n");

  test("a server on another port that was sent it gets the empty page, and nothing else", async () => {
    const server = await startServer();
    await writeFile(join(server.root, "secret.txt"), "secret");
    const { cookie } = await server.enter();
    const origin = `http://127.0.0.1:${server.port}`;
    // All that a browser sends can be repeated: the cookie, our origin, its own headers.
    const headers = {
      Cookie: cookie,
      Origin: origin,
      Referer: `${origin}/`,
      "Sec-Fetch-Site": "same-origin",
      "Content-Type": "application/json",
    };
    for (const path of ["/", "/notebooks/a.ipynb", "/assets/app-1a2b.js", "/enter.js"]) {
      const answer = await server.send(path, { headers });
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.body).not.toMatch(/holdfast-page" content="[^"]/);
      expect(answer.headers["set-cookie"]).toBeUndefined();
    }
    for (const [method, path] of [
      ["GET", "/files/secret.txt"],
      ["HEAD", "/files/secret.txt"],
      ["GET", "/files/secret.txt?key="],
      ["GET", "/files/secret.txt?key=x"],
      ["GET", "/api/contents/"],
      ["GET", "/api/status"],
      ["POST", "/api/contents/"],
      ["DELETE", "/api/contents/secret.txt"],
      ["GET", "/nothing"],
      ["POST", "/login"],
    ] as const) {
      const answer = await server.send(path, { method, headers });
      expect([method, path, answer.status >= 400]).toEqual([method, path, true]);
    }
    const live = await server.sendRaw(
      upgrade("/api/live/events", server.port, `Cookie: ${cookie}`),
    );
    expect(live).toMatch(/^HTTP\/1\.1 401 /);
    expect(server.upgraded).toEqual([]);
  });

  test("the key without the cookie, or of another cookie, opens nothing", async () => {
    const server = await startServer();
    const [one, other] = [await server.enter(), await server.enter()];
    const ask = (headers: Record<string, string>) => server.send("/api/status", { headers });
    expect((await ask({ "X-Holdfast-Page": one.pageKey })).status).toBe(401);
    expect((await ask({ Cookie: other.cookie, "X-Holdfast-Page": one.pageKey })).status).toBe(401);
    expect((await ask({ Cookie: one.cookie, "X-Holdfast-Page": one.linkKey })).status).toBe(401);
    expect((await ask(one.headers)).status).toBe(200);
  });

  test("the key of a link reads files and outputs with the cookie, and does nothing else", async () => {
    const server = await startServer();
    await writeFile(join(server.root, "a.txt"), "text");
    const { cookie, linkKey, pageKey } = await server.enter();
    const headers = { Cookie: cookie };
    expect((await server.send(`/files/a.txt?key=${linkKey}`, { headers })).body).toBe("text");
    expect((await server.send(`/files/a.txt?key=${linkKey}`)).status).toBe(401);
    expect((await server.send(`/files/a.txt?key=${pageKey}`, { headers })).status).toBe(401);
    const json = { Origin: `http://127.0.0.1:${server.port}` };
    for (const [method, path] of [
      ["GET", "/api/contents/a.txt"],
      ["GET", "/api/status"],
      ["DELETE", "/api/contents/a.txt"],
      ["DELETE", "/files/a.txt"],
    ] as const) {
      const answer = await server.send(`${path}?key=${linkKey}`, {
        method,
        headers: { ...headers, ...json },
      });
      expect([path, answer.status]).toEqual([path, 401]);
    }
    expect(server.logged.join("")).not.toContain(linkKey);
  });

  test("a person who types the address of a file gets a page that adds the key, once", async () => {
    const server = await startServer();
    const { cookie } = await server.enter();
    const page = await server.send("/files/a.txt", withHeaders({ Cookie: cookie }));
    expect([page.status, page.headers["content-type"]]).toEqual([401, "text/html; charset=utf-8"]);
    expect(page.body).toContain('data-link="yes"');
    expect(page.body).toContain('<script src="/enter.js" defer>');
    const again = await server.send("/files/a.txt?key=wrong", withHeaders({ Cookie: cookie }));
    expect(again.body).not.toContain("<script");
  });

  test("the subprotocol with the key is not said back", async () => {
    const server = await startServer();
    const { cookie, pageKey } = await server.enter();
    const protocol = `Sec-WebSocket-Protocol: holdfast.live, holdfast.page.${pageKey}`;
    const answer = await server.sendRaw(upgrade("/x", server.port, `Cookie: ${cookie}`, protocol));
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer).not.toContain(pageKey);
  });
});

describe("S1, S33: what is public", () => {
  test("the server shows by a nonce that it knows the key of its state folder", async () => {
    const server = await startServer();
    const nonce = "0123456789abcdef".repeat(2);
    const answer = await server.send(`/api/proof?nonce=${nonce}`);
    expect(answer.json()).toEqual({ proof: proofOf("the-proof-key", nonce, server.port) });
    expect(proofOf("the-proof-key", nonce, server.port + 1)).not.toBe(
      proofOf("the-proof-key", nonce, server.port),
    );
    for (const wrong of ["", "x", "ab", nonce.repeat(10), "%00"])
      expect((await server.send(`/api/proof?nonce=${wrong}`)).status).toBe(400);
    expect((await server.send("/api/proof", { method: "POST" })).status).toBe(401);
  });

  const post = (server: TestServer, body: string, headers: Record<string, string> = {}) =>
    server.send("/login", {
      method: "POST",
      body,
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        Origin: `http://127.0.0.1:${server.port}`,
        ...headers,
      },
    });

  test("the form takes the token in a body, from our page alone", async () => {
    const server = await startServer();
    const right = await post(server, `token=${TOKEN}`);
    expect(right.status).toBe(200);
    expect((await server.send("/api/status", { headers: browserOf(right).headers })).status).toBe(
      200,
    );
    for (const [body, headers] of [
      [`token=${TOKEN}`, { Origin: "http://evil.example" }],
      [`token=${TOKEN}`, { Origin: "null" }],
      [`token=${TOKEN}`, { "Content-Type": "text/plain" }],
      ["token=wrong", {}],
      ["", {}],
      [`token=${"x".repeat(10_000)}`, {}],
    ] as const) {
      const answer = await post(server, body, headers);
      expect([body.slice(0, 20), answer.status >= 400, answer.headers["set-cookie"]]).toEqual([
        body.slice(0, 20),
        true,
        undefined,
      ]);
    }
    const bare = await server.send("/login", { method: "POST", body: `token=${TOKEN}` });
    expect(bare.code).toBe("HF_ORIGIN_FOREIGN");
    expect((await server.send(`/login?token=${TOKEN}`)).status).toBe(404);
  });
});

describe("S31: a wrong token counts only where it can be a guess", () => {
  test.each(["cross-site", "same-site"])("what a %s page sends does not", async (site) => {
    const server = await startServer();
    const foreign = { "Sec-Fetch-Site": site };
    for (const headers of [
      { ...foreign, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image" },
      { ...foreign, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe" },
      { ...foreign, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" },
      foreign,
    ]) {
      for (let i = 0; i < 25; i++) {
        const answer = await server.send(`/api/status?token=wrong${i}`, { headers });
        expect([401, 403]).toContain(answer.status);
      }
    }
    const ours = await server.send("/api/status?token=wrong");
    expect([ours.status, ours.code]).toEqual([401, "HF_AUTH_TOKEN_WRONG"]);
  });

  test("a foreign page cannot use a token or a cookie in an image or a frame, a link can be followed", async () => {
    const server = await startServer();
    const { cookie } = await server.enter();
    const site = { "Sec-Fetch-Site": "cross-site" };
    const image = { ...site, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image" };
    const link = { ...site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };
    for (const path of [`/api/status?token=${TOKEN}`, "/"]) {
      const answer = await server.send(path, { headers: { ...image, Cookie: cookie } });
      expect([answer.status, answer.code]).toEqual([403, "HF_ORIGIN_FOREIGN"]);
    }
    expect((await server.send("/", { headers: { ...link, Cookie: cookie } })).status).toBe(200);
    const code = server.gate.makeCode();
    expect((await server.send(`/?code=${code}`, { headers: link })).status).toBe(200);
  });
});
