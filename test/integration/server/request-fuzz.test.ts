import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressOf, everyRoute, type Walked } from "../fixtures/routes.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let routes: Walked[];

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", ["1"]);
  await folder.write("a.txt", "text");
  server = await folder.serve();
  routes = (await everyRoute()).filter(({ method }) => method !== "GET");
});
afterAll(() => folder.remove());

/** Every field that a route takes out of a body, found in the sources of the routes. */
function fieldNames(): string[] {
  const http = fileURLToPath(new URL("../../../server/http/", import.meta.url));
  const names = new Set<string>();
  for (const file of readdirSync(http, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const text = readFileSync(`${http}${file}`, "utf8");
    for (const [, name] of text.matchAll(/(?:body, |body\.|\(body\), |\()"?(\w+)"?\)/g))
      if (name) names.add(name);
    for (const [, name] of text.matchAll(/\bbody\.(\w+)/g)) if (name) names.add(name);
    for (const [, list] of text.matchAll(/const \{ ([^}]*) \} = body;/g))
      for (const name of (list ?? "").split(",")) names.add(name.trim().split(/[ =:]/)[0]!);
  }
  return [...names].filter((name) => /^[a-zA-Z_]{2,}$/.test(name));
}

let locks = 0;
const fields = fieldNames();
const scalars = fc.oneof(
  fc.constantFrom("a.ipynb", "a.txt", "", "/", "..", "\0", "c1", "notebook", "file", "directory"),
  fc.constantFrom("text", "base64", "json", "queue", "fail", "normal", "30s", "🙂".repeat(200)),
  fc.string({ maxLength: 30, unit: "binary" }),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(1e308, -1, 0, 2 ** 53, Number.MIN_VALUE),
);
const values = fc.oneof({ weight: 3, arbitrary: scalars }, fc.jsonValue({ maxDepth: 3 }));
const bodies = fc.dictionary(fc.constantFrom(...fields), values, { maxKeys: 8 });

async function send(route: Walked, part: string, body: string, more: Record<string, string> = {}) {
  const answer = await server.fetch(addressOf(route, part), {
    method: route.method,
    headers: { "Content-Type": "application/json", ...more },
    body,
  });
  return {
    status: answer.status,
    type: answer.headers.get("content-type"),
    text: await answer.text(),
  };
}

/** What may be answered: it was done, or refused with a problem, but it is never our mistake. */
function checkAnswer(
  what: unknown,
  { status, type, text }: Awaited<ReturnType<typeof send>>,
): void {
  expect([what, status === 500 || status === 502, text.includes("HF_INTERNAL")]).toEqual([
    what,
    false,
    false,
  ]);
  if (status >= 400) {
    expect([what, type]).toEqual([what, "application/problem+json"]);
    expect(JSON.parse(text)).toMatchObject({
      code: expect.stringMatching(/^HF_/) as string,
      status,
    });
  }
}

describe("S20: bodies of every route", () => {
  test("the fields are found", () => {
    for (const name of [
      "path",
      "cellId",
      "type",
      "format",
      "copy_from",
      "token",
      "timeout",
      "priority",
    ])
      expect(fields).toContain(name);
    expect(routes.length).toBeGreaterThan(12);
  });

  test("of wrong types in any field are refused, or taken, and never our mistake", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...routes),
        fc.constantFrom("a.ipynb", "a.txt", "none", "pipe%3Ax", "nb%3Aa", "d/e"),
        bodies,
        async (route, part, body) => {
          // A lock that is held is waited for, as it should be: each is another one.
          const free = part === "pipe%3Ax" ? `${part}${++locks}` : part;
          checkAnswer([route, part, body], await send(route, free, JSON.stringify(body)));
        },
      ),
      { numRuns: 1500 },
    );
  });

  const HOSTILE = {
    "no JSON": "{",
    "a list": "[]",
    "a text": '"x"',
    null: "null",
    "101 levels": `{"a":${"[".repeat(101)}${"]".repeat(101)}}`,
    "500,000 levels": `{"a":${"[".repeat(500_000)}`,
    __proto__: '{"__proto__":{"type":"notebook"}}',
    "an escaped __proto__": '{"\\u005f_proto__":{}}',
    "__proto__ deep inside": '{"content":{"a":[{"__proto__":1}]}}',
    "no UTF-8": "\ud800",
    "a BOM and no JSON": "\ufeff{",
  };

  test("that are no plain JSON are 400 on every route that takes one", async () => {
    const takes = routes.filter(({ method }) => method !== "DELETE");
    for (const route of takes) {
      for (const [what, body] of Object.entries(HOSTILE)) {
        const answer = await send(route, "a.txt", body);
        checkAnswer([route, what], answer);
        expect([route, what, answer.status >= 400]).toEqual([route, what, reads(route)]);
      }
    }
  });

  /** Letting a run go on, and making a link, need no body. */
  function reads({ path }: Walked): boolean {
    return (
      (!path.endsWith("/background") && !path.endsWith("/entry-links")) || path.includes(":run")
    );
  }
});

describe("query, headers", () => {
  test("of any kind are never our mistake", async () => {
    const all = await everyRoute();
    const text = fc.string({ maxLength: 20 }).map(encodeURIComponent);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...all.filter(({ path }) => path !== "/api/events")),
        fc.dictionary(
          fc.constantFrom("type", "format", "content", "hash", "download", "nonce", "key", "x"),
          fc.oneof(text, fc.constantFrom("%", "%zz", "%E0%A4%A", "notebook", "1")),
        ),
        fc.dictionary(
          fc.constantFrom(
            "If-Match",
            "Range",
            "Idempotency-Key",
            "Accept",
            "Accept-Encoding",
            "Expect",
          ),
          fc.stringMatching(/^[\x21-\x7e]{0,300}$/),
        ),
        async (route, query, headers) => {
          delete headers.Expect;
          const search = Object.entries(query).map(([name, value]) => `${name}=${value}`);
          const answer = await server.fetch(`${addressOf(route, "a.txt")}?${search.join("&")}`, {
            method: route.method,
            headers,
          });
          await answer.arrayBuffer();
          expect([route, query, headers, answer.status === 500]).toEqual([
            route,
            query,
            headers,
            false,
          ]);
        },
      ),
      { numRuns: 600 },
    );
  });
});

describe("Idempotency-Key", () => {
  const start = { method: "POST", path: "/api/runs" };
  const body = (more: object = {}): string =>
    JSON.stringify({ path: "b.ipynb", cellId: "c1", ...more });

  beforeAll(() => folder.notebook("b.ipynb", ["1", "2"]));

  test("the same request joins, the same key with any other is 422", async () => {
    const key = { "Idempotency-Key": "one" };
    const first = await send(start, "", body(), key);
    expect(first.status).toBeLessThan(300);
    expect((await send(start, "", body(), key)).status).toBeLessThan(300);
    for (const [route, other] of [
      [start, body({ cellId: "c2" })],
      [start, body({ parameters: { a: 1 } })],
      [start, body({ path: "a.ipynb" })],
      [start, body({ priority: "high" })],
      [{ method: "POST", path: "/api/runs/x/resume" }, body()],
      [{ method: "POST", path: "/api/contents/" }, body()],
    ] as const) {
      const answer = await send(route, "", other, key);
      expect([route, other, answer.status]).toEqual([route, other, 422]);
      expect(JSON.parse(answer.text)).toMatchObject({ code: "HF_IDEMPOTENCY_KEY" });
    }
  });

  test("two at once with one key and two bodies: one is refused", async () => {
    const key = { "Idempotency-Key": "two" };
    const answers = await Promise.all(
      ["c1", "c2"].map((cellId) => send(start, "", body({ cellId }), key)),
    );
    expect(answers.map(({ status }) => status === 422).toSorted()).toEqual([false, true]);
  });

  test("a request that was refused may be mended under its key, and a long key is 400", async () => {
    const key = { "Idempotency-Key": "three" };
    expect((await send(start, "", body({ cellId: "none" }), key)).status).toBe(409);
    expect((await send(start, "", body(), key)).status).toBeLessThan(300);
    const long = { "Idempotency-Key": "x".repeat(201) };
    expect((await send(start, "", body(), long)).status).toBe(400);
  });
});
