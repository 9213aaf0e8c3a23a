import { createHash } from "node:crypto";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HTTPException } from "hono/http-exception";
import { describe, expect, test } from "vitest";
import { newNotebookText } from "../../../server/contents/untitled.ts";
import { startServer } from "./start-server.ts";

const lock = {
  key: "nb:x",
  holder: {
    execId: "n.1",
    cellId: "c",
    user: "Ana",
    windowId: null,
    since: 0,
    notebookId: "n",
    priority: "normal",
    isPreemptible: false,
    run: null,
  },
  waiting: [],
} as const;

describe("every answer", () => {
  test("S13: has the policy of our pages and no sniffing", async () => {
    const server = await startServer();
    for (const path of ["/", "/api/status", "/none", "/api/contents/none"]) {
      const { headers } = await server.send(path, { token: true });
      expect(headers).toMatchObject({
        "content-security-policy":
          "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
      });
    }
  });

  test("an unknown path and a wrong method are problems", async () => {
    const server = await startServer();
    const none = await server.send("/none", { token: true });
    expect(none.json()).toMatchObject({
      status: 404,
      code: "HF_NOT_FOUND",
      detail: "/none is not served",
      message: "/none is not served",
    });
    expect(none.headers["content-type"]).toBe("application/problem+json");
    const wrong = await server.send("/api/status", { token: true, method: "DELETE" });
    expect([wrong.status, wrong.code]).toEqual([405, "HF_METHOD_NOT_ALLOWED"]);
  });

  test("S20: keeps the status of a framework's exception, and says nothing of our own mistakes but that", async () => {
    const server = await startServer({
      services: {
        routes: [
          {
            method: "GET",
            path: "/teapot",
            handle: () => {
              throw new HTTPException(418, { message: "short and stout" });
            },
          },
          {
            method: "GET",
            path: "/bug",
            handle: () => {
              throw new TypeError("a bug");
            },
          },
        ],
      },
    });
    expect((await server.send("/teapot", { token: true })).status).toBe(418);
    const bug = await server.send("/bug", { token: true });
    expect([bug.status, bug.code]).toEqual([500, "HF_INTERNAL"]);
    expect(server.logged.join("")).toContain("TypeError: a bug");
  });
});

describe("the client", () => {
  test("is served from the list made at start", async () => {
    const server = await startServer();
    const page = await server.send("/notebooks/a%20b/c.ipynb", { token: true });
    expect(page.body).toContain("holdfast client");
    const script = await server.send("/assets/app-1a2b.js", { token: true });
    expect([
      script.status,
      script.headers["content-type"],
      script.headers["cache-control"],
    ]).toEqual([200, "text/javascript; charset=utf-8", "private, max-age=31536000, immutable"]);
  });

  test("S10, S23: nothing else of its folder is: no dot-files, no source maps, no other names", async () => {
    const server = await startServer();
    for (const path of [
      "/.env",
      "/assets/app-1a2b.js.map",
      "/assets/none.js",
      "/assets/%2e%2e%2f.env",
      "/@fs/etc/passwd",
      "/index.html",
    ])
      expect([path, (await server.send(path, { token: true })).status]).toEqual([path, 404]);
  });

  test("S13: the frame for active output has an origin of its own", async () => {
    const server = await startServer();
    const policy = async (path: string): Promise<unknown> =>
      (await server.send(path, { token: true })).headers["content-security-policy"];
    const digest = createHash("sha256").update("show()").digest("base64");
    expect(await policy("/frame.html")).toBe(
      `sandbox allow-scripts; default-src 'none'; script-src 'sha256-${digest}'; style-src 'unsafe-inline'; img-src data: blob:; frame-ancestors 'self'`,
    );
    expect(await policy("/frame-run.html")).toContain(
      `script-src 'sha256-${digest}' 'unsafe-eval';`,
    );
    expect(await policy("/charts.html")).toBe(
      "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' blob:; worker-src blob:; frame-ancestors 'self'",
    );
  });
});

describe("/files", () => {
  test("S13: gives bytes without rights, active types only for saving", async () => {
    const server = await startServer();
    await writeFile(join(server.root, "a ü.csv"), "1,2");
    await writeFile(join(server.root, "x.html"), "<script>");
    await writeFile(join(server.root, "x.svg"), "<svg>");
    await writeFile(join(server.root, "x.unknown"), "?");
    await writeFile(join(server.root, "empty.txt"), "");
    const csv = await server.send(`/files/${encodeURIComponent("a ü.csv")}`, { token: true });
    expect(csv.body).toBe("1,2");
    expect(csv.headers).toMatchObject({
      "content-security-policy": "sandbox; default-src 'none'",
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": "inline; filename*=UTF-8''a%20%C3%BC.csv",
      "x-content-type-options": "nosniff",
    });
    for (const name of ["x.html", "x.svg", "x.unknown"]) {
      const { headers } = await server.send(`/files/${name}`, { token: true });
      expect(headers["content-disposition"]).toBe(`attachment; filename*=UTF-8''${name}`);
      expect(headers["content-security-policy"]).toBe("sandbox; default-src 'none'");
    }
    const empty = await server.send("/files/empty.txt", { token: true });
    expect([empty.status, empty.body]).toEqual([200, ""]);
    const head = await server.send("/files/x.html", { token: true, method: "HEAD" });
    expect([head.status, head.headers["content-length"]]).toEqual([200, "8"]);
  });

  test("gives large files whole", async () => {
    const server = await startServer();
    const text = "0123456789".repeat(500_000);
    await writeFile(join(server.root, "big.txt"), text);
    expect((await server.send("/files/big.txt", { token: true })).body === text).toBe(true);
  });

  test.each([
    ["/files/..%2f..%2fetc%2fpasswd", "HF_PATH_INVALID"],
    ["/files/%2e%2e%2f%2e%2e%2fetc/passwd", "HF_PATH_INVALID"],
    ["/files/..%252f..%252fetc%252fpasswd", "HF_PATH_HIDDEN"],
    ["/files/x%252e%252e%252fpasswd", "HF_FILE_NOT_FOUND"],
    ["/files//etc/passwd", "HF_FILE_NOT_FOUND"],
    ["/files/%2fetc%2fpasswd", "HF_PATH_INVALID"],
    ["/files/a%00.txt", "HF_PATH_INVALID"],
    ["/files/..%5c..%5cetc%5cpasswd", "HF_PATH_INVALID"],
    ["/files/a%5cb", "HF_PATH_INVALID"],
    ["/files/%c0%ae%c0%ae/etc/passwd", "HF_PATH_INVALID"],
    ["/files/%", "HF_PATH_INVALID"],
    ["/files/%zz", "HF_PATH_INVALID"],
    ["/files/.ssh/id_rsa", "HF_PATH_HIDDEN"],
    ["/files/%2egit%2fconfig", "HF_PATH_HIDDEN"],
    ["/files/sub/.env", "HF_PATH_HIDDEN"],
    ["/files/out/hosts", "HF_PATH_INVALID"],
    ["/files/", "HF_PATH_INVALID"],
    ["/files/sub", "HF_FILE_NOT_FOUND"],
  ])("S9, S10: %s gives %s", async (path, code) => {
    const server = await startServer();
    await mkdir(join(server.root, "sub"));
    await symlink("/etc", join(server.root, "out"));
    const answer = await server.send(path, { token: true });
    expect(answer.code).toBe(code);
    expect(answer.body).not.toContain("root:");
  });
});

describe("/api/contents", () => {
  test("GET lists a folder and gives notebooks, texts and bytes", async () => {
    const server = await startServer();
    await writeFile(join(server.root, "a.ipynb"), newNotebookText());
    await writeFile(join(server.root, "b.csv"), "1,ü");
    await writeFile(join(server.root, "c.png"), Buffer.from([0x89, 0xff, 0]));
    const list = (await server.send("/api/contents/", { token: true })).json();
    expect(list).toMatchObject({
      name: "",
      path: "",
      type: "directory",
      format: "json",
      content: [
        { name: "a.ipynb", path: "a.ipynb", type: "notebook", content: null, format: null },
        { name: "b.csv", type: "file", mimetype: "text/csv", size: 4 },
        { name: "c.png", type: "file", mimetype: "image/png" },
      ],
    });
    expect((await server.send("/api/contents", { token: true })).json()).toEqual(list);
    expect(
      (await server.send("/api/contents/a.ipynb?hash=1", { token: true })).json(),
    ).toMatchObject({
      type: "notebook",
      format: "json",
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      hash_algorithm: "sha256",
      content: { nbformat: 4, cells: [{ cell_type: "code", source: "" }] },
    });
    expect(
      (await server.send("/api/contents/b.csv?content=0", { token: true })).json(),
    ).toMatchObject({
      content: null,
    });
    expect((await server.send("/api/contents/b.csv", { token: true })).json()).toMatchObject({
      format: "text",
      content: "1,ü",
    });
    expect((await server.send("/api/contents/c.png", { token: true })).json()).toMatchObject({
      format: "base64",
      content: "if8A",
    });
    const wrong = await server.send("/api/contents/b.csv?type=directory", { token: true });
    expect([wrong.status, wrong.code]).toEqual([400, "HF_REQUEST_INVALID"]);
  });

  test("GET says what is wrong with a broken notebook", async () => {
    const server = await startServer();
    await writeFile(join(server.root, "a.ipynb"), '{"nbformat":4,"cells":{}}');
    const answer = await server.send("/api/contents/a.ipynb", { token: true });
    expect(answer.json()).toMatchObject({
      code: "HF_NOTEBOOK_INVALID",
      detail: "a.ipynb: cells is not what a notebook has there",
    });
  });

  test("POST makes untitled notebooks, folders, files, and copies", async () => {
    const server = await startServer();
    const make = async (json: unknown, folder = "") => {
      const answer = await server.send(`/api/contents/${folder}`, {
        token: true,
        method: "POST",
        json,
      });
      return [answer.status, answer.headers.location];
    };
    expect(await make({ type: "notebook" })).toEqual([201, "/api/contents/Untitled.ipynb"]);
    expect(await make({ type: "notebook" })).toEqual([201, "/api/contents/Untitled1.ipynb"]);
    expect(await make({ type: "directory" })).toEqual([201, "/api/contents/Untitled%20Folder"]);
    expect(await make({ type: "file", ext: ".txt" }, "Untitled%20Folder")).toEqual([
      201,
      "/api/contents/Untitled%20Folder/untitled.txt",
    ]);
    expect(await make({ copy_from: "Untitled.ipynb" })).toEqual([
      201,
      "/api/contents/Untitled-Copy1.ipynb",
    ]);
    expect(await make({ copy_from: "/Untitled-Copy1.ipynb" })).toEqual([
      201,
      "/api/contents/Untitled-Copy2.ipynb",
    ]);
    for (const json of [{ type: "socket" }, { type: 7 }, { ext: "/../x" }, { copy_from: 1 }])
      expect((await make(json))[0]).toBe(400);
    expect((await make({ copy_from: "../x" }))[0]).toBe(400);
    expect((await make({}, "none"))[0]).toBe(507);
  });

  test("PUT saves a notebook, keeps what the file had, and S25: compares the hash", async () => {
    const server = await startServer();
    await writeFile(
      join(server.root, "a.ipynb"),
      '{\r\n "nbformat": 4,\r\n "nbformat_minor": 5,\r\n "metadata": {"a": 1.0},\r\n "cells": []\r\n}',
    );
    const before = (await server.send("/api/contents/a.ipynb?hash=1", { token: true })).json() as {
      hash: string;
      content: object;
    };
    const put = (json: unknown, headers = {}) =>
      server.send("/api/contents/a.ipynb", { token: true, method: "PUT", json, headers });
    const saved = await put({
      type: "notebook",
      format: "json",
      content: { ...before.content, metadata: { a: 1, b: 2 } },
      hash: before.hash,
    });
    expect(saved.status).toBe(200);
    expect(await readFile(join(server.root, "a.ipynb"), "utf8")).toBe(
      '{\r\n "nbformat": 4,\r\n "nbformat_minor": 5,\r\n "metadata": {"a": 1.0,"b": 2},\r\n "cells": []\r\n}',
    );
    const stale = await put({ type: "notebook", content: before.content, hash: before.hash });
    const { hash } = saved.json() as { hash: string };
    expect(stale.json()).toMatchObject({
      status: 409,
      code: "HF_FILE_CHANGED",
      got: `sha256 ${hash}`,
      expected: `sha256 ${before.hash}`,
    });
    const match = await put(
      { type: "notebook", content: before.content },
      { "If-Match": `"${before.hash}"` },
    );
    expect(match.code).toBe("HF_FILE_CHANGED");
    const invalid = await put({ type: "notebook", content: { nbformat: 4 } });
    expect([invalid.status, invalid.code]).toEqual([422, "HF_NOTEBOOK_INVALID"]);
  });

  test("PUT saves files and folders", async () => {
    const server = await startServer();
    const put = async (path: string, json: unknown) => {
      const answer = await server.send(`/api/contents/${path}`, {
        token: true,
        method: "PUT",
        json,
      });
      return answer.code ?? answer.status;
    };
    expect(await put("d", { type: "directory" })).toBe(201);
    expect(await put("d/t.txt", { type: "file", format: "text", content: "ü" })).toBe(201);
    expect(await put("d/t.txt", { type: "file", format: "text", content: "new" })).toBe(200);
    expect(await put("b", { type: "file", format: "base64", content: "AP8=" })).toBe(201);
    expect(await put("b", { type: "file", format: "base64", content: "?" })).toBe(
      "HF_REQUEST_INVALID",
    );
    expect(await put("d", { type: "directory" })).toBe("HF_FILE_EXISTS");
    expect(await put("d", { type: "file", content: "x" })).toBe("HF_FILE_EXISTS");
    expect(await put(".x", { type: "file", content: "x" })).toBe("HF_PATH_HIDDEN");
    expect(await readFile(join(server.root, "d/t.txt"), "utf8")).toBe("new");
    expect([...(await readFile(join(server.root, "b")))]).toEqual([0, 255]);
  });

  test("PATCH renames and tells the open notebooks", async () => {
    const server = await startServer();
    await writeFile(join(server.root, "a.ipynb"), newNotebookText());
    await writeFile(join(server.root, "b.txt"), "");
    const patch = async (path: string, json: unknown) => {
      const answer = await server.send(`/api/contents/${path}`, {
        token: true,
        method: "PATCH",
        json,
      });
      return answer.code ?? (answer.json() as { path: string }).path;
    };
    expect(await patch("a.ipynb", { path: "c.ipynb" })).toBe("c.ipynb");
    expect(await patch("c.ipynb", { path: "b.txt" })).toBe("HF_FILE_EXISTS");
    expect(await patch("c.ipynb", { path: "../x" })).toBe("HF_PATH_INVALID");
    expect(await patch("c.ipynb", { path: ".x" })).toBe("HF_PATH_HIDDEN");
    expect(await patch("c.ipynb", {})).toBe("HF_REQUEST_INVALID");
    expect(await patch("none", { path: "x" })).toBe("HF_FILE_NOT_FOUND");
    expect(server.told).toEqual(["renamed a.ipynb c.ipynb"]);
  });

  test("DELETE moves to the trash and tells the open notebooks", async () => {
    const server = await startServer();
    await writeFile(join(server.root, "a.ipynb"), newNotebookText());
    const remove = async (path: string) =>
      (await server.send(`/api/contents/${path}`, { token: true, method: "DELETE" })).status;
    expect(await remove("a.ipynb")).toBe(204);
    expect(await remove("a.ipynb")).toBe(404);
    expect(await remove(".trash")).toBe(403);
    expect(await remove("")).toBe(400);
    expect(server.told).toEqual(["deleted a.ipynb"]);
  });

  test("PUT, PATCH and DELETE of a notebook that runs are locked, and say who holds it", async () => {
    const server = await startServer();
    await writeFile(join(server.root, "a.ipynb"), newNotebookText());
    server.busy.set("a.ipynb", lock);
    for (const [method, json] of [
      ["PUT", { type: "notebook", content: null }],
      ["PATCH", { path: "b.ipynb" }],
      ["DELETE", undefined],
    ] as const) {
      const answer = await server.send("/api/contents/a.ipynb", { token: true, method, json });
      expect(answer.json()).toMatchObject({
        status: 423,
        code: "HF_LOCK_BUSY",
        detail: "a.ipynb cannot be changed now: Ana runs cell c, 0 waiting",
        lock,
      });
    }
    expect(server.told).toEqual([]);
  });
});

describe("bodies", () => {
  test.each([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["nested too deep", `{"a":${"[".repeat(101)}${"]".repeat(101)}}`],
    ["with __proto__", '{"__proto__":{"type":"notebook"}}'],
    ["with an escaped __proto__", '{"\\u005f_proto__":{}}'],
    ["nested very deep", "[".repeat(500_000)],
  ])("S20: a body that is %s is refused", async (_, body) => {
    const server = await startServer();
    const answer = await server.send("/api/contents/", { token: true, method: "POST", body });
    expect([answer.status, answer.code]).toEqual([400, "HF_REQUEST_INVALID"]);
  });

  test("S20: a body of 50 MB is refused on every route, said as 413, and the server goes on", async () => {
    const server = await startServer();
    const body = Buffer.alloc(50_000_000, 0x20);
    for (const [method, path] of [
      ["POST", "/api/contents/"],
      ["PUT", "/api/contents/a.txt"],
      ["PATCH", "/api/contents/a.txt"],
    ] as const) {
      const answer = await server.send(path, { token: true, method, body });
      expect([answer.status, answer.code]).toEqual([413, "HF_REQUEST_TOO_LARGE"]);
      const chunked = await server.send(path, { token: true, method, body, isChunked: true });
      expect([chunked.status, chunked.code]).toEqual([413, "HF_REQUEST_TOO_LARGE"]);
    }
    expect((await server.send("/api/status", { token: true })).status).toBe(200);
  });

  test("S1, S20: a large body without credentials is not read into memory", async () => {
    const server = await startServer();
    const answer = await server.send("/api/contents/a", {
      method: "PUT",
      body: Buffer.alloc(50_000_000),
    });
    expect(answer.status).toBe(401);
  });
});

describe("Jupyter's REST", () => {
  test("tells what this server is", async () => {
    const server = await startServer();
    const get = async (path: string) => (await server.send(path, { token: true })).json();
    expect(await get("/api")).toEqual({ version: "1.2.3" });
    expect(await get("/api/status")).toEqual({
      started: "1970-01-01T00:00:00.000Z",
      last_activity: "1970-01-01T00:00:01.000Z",
      kernels: 1,
      connections: 2,
    });
    expect(await get("/api/me")).toMatchObject({
      identity: { username: expect.any(String) as string, color: null },
      permissions: {},
    });
    expect(await get("/api/kernelspecs")).toMatchObject({
      default: "holdfast",
      kernelspecs: {
        holdfast: { name: "holdfast", spec: { language: "typescript", interrupt_mode: "message" } },
      },
    });
    expect(await get("/api/kernelspecs/holdfast")).toMatchObject({ name: "holdfast" });
  });
});
