import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LiveClient } from "../fixtures/live-client.ts";
import { becomes, ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

/** Sets a title, clears the screen, turns the line, begins another one, rings, and hides itself. */
const HOSTILE =
  "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egpj.exe\u2066\nFAKE LINE\r\u0085\u200b\u{e0041}";
/** A name of a file cannot have all of it on every system; a slash it cannot have at all. */
const NOTEBOOK = `evil ${HOSTILE}.ipynb`;

/** What colours a printed error. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject
const COLOUR = /\u001b\[[0-9;]*m/g;

let folder: ServedFolder;
let server: ServerProcess;
let tab: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook(NOTEBOOK, [
    `${JSON.stringify(HOSTILE)}; await new Promise(() => {});`,
    "2",
    `await run(${JSON.stringify(HOSTILE)}, { total: 4 }, async (r) => { for await (const i of r.steps()) { await r.checkpoint(); if (i === 2) throw new Error(${JSON.stringify(HOSTILE)}); } })`,
  ]);
  server = await folder.serve();
  tab = await LiveClient.attach(server, NOTEBOOK);
});
afterAll(() => folder.remove());

/** Nothing that a terminal would do something with; our own lines end with \\n. */
function check(what: string, text: string): void {
  const hostile = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
  expect([what, hostile.exec(text)?.[0] ?? ""]).toEqual([what, ""]);
  expect([what, /^FAKE LINE/m.test(text)]).toEqual([what, false]);
}

async function command(...argv: string[]): Promise<string> {
  const process = folder.command(...argv);
  await process.ended;
  check(argv.join(" ").slice(0, 60), process.stdout + process.stderr);
  return process.stdout + process.stderr;
}

const post = (path: string, body: object): Promise<Response> =>
  server.fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

describe("S22, S35: what commands print", () => {
  test("status, runs, cancel and resume show hostile names as codes", async () => {
    await tab.run("c3");
    expect(await command("runs", folder.root)).toMatch(/\\x1b\]0;owned\\x07/);
    await command("runs", "--json", folder.root);
    expect((await post("/api/runs", { path: NOTEBOOK, cellId: "c1", user: HOSTILE })).status).toBe(
      201,
    );
    expect((await post("/api/runs", { path: NOTEBOOK, cellId: "c2", user: HOSTILE })).status).toBe(
      202,
    );
    const status = await command("status", folder.root);
    expect(status).toMatch(/evil \\x1b\]0;owned/);
    expect(status).toMatch(/by \\x1b\]0;owned/);
    const json = await command("status", "--json", folder.root);
    expect(JSON.parse(json)).toMatchObject({ locks: [{ path: NOTEBOOK }] });
    await command("cancel", HOSTILE, "--folder", folder.root);
    await command("resume", HOSTILE, "--folder", folder.root);
    await command("cancel", "--all", "--folder", folder.root);
    await tab.until((state) => state.executions.length === 0);
  });

  test("names on the command line come back as codes", async () => {
    // A program's argument cannot have a NUL; nothing else is left out.
    for (const argv of [
      [HOSTILE],
      ["serve", HOSTILE],
      ["serve", folder.root, "--port", HOSTILE],
      ["serve", folder.root, "--host", HOSTILE],
      ["serve", folder.root, "--allow-host", HOSTILE],
      ["serve", folder.root, "--public-url", HOSTILE],
      ["serve", folder.root, "--token-file", HOSTILE],
      ["serve", folder.root, "--kernel-memory", HOSTILE],
      ["serve", `--${HOSTILE}`],
      ["status", HOSTILE],
      ["runs", HOSTILE],
      ["cancel", "x", "--folder", HOSTILE],
      ["resume", "x", "--folder", HOSTILE],
      ["add", HOSTILE],
      ["add", "x", "--folder", HOSTILE],
      ["run", HOSTILE],
      ["run", "a.ipynb", "--timeout", HOSTILE],
      ["run", "a.ipynb", "--progress", HOSTILE],
      ["run", "a.ipynb", "--sample", HOSTILE],
    ])
      await command(...argv);
  });

  test.each(["bar", "json", "none"])(
    "a headless run says no more than it should with --progress %s",
    async (mode) => {
      await folder.notebook("run.ipynb", [
        `for (const i of track([1, 2], { label: ${JSON.stringify(HOSTILE)} })) {}`,
        `throw new Error(${JSON.stringify(HOSTILE)})`,
      ]);
      const output = join(folder.root, `out ${HOSTILE}.ipynb`);
      const process = folder.command(
        "run",
        join(folder.root, "run.ipynb"),
        "--output",
        output,
        "--progress",
        mode,
      );
      await process.ended;
      // Colours of a printed error stay.
      const plain = (process.stdout + process.stderr).replace(COLOUR, "");
      check(mode, plain.replaceAll("\t", " ").replace(/^.*FAKE LINE/gm, ""));
      if (mode === "bar") expect(plain).toMatch(/owned/);
    },
  );
});

describe("S22, S35: what is written to logs", () => {
  test("requests that are refused", async () => {
    const target = `/api/status?x=${encodeURIComponent(HOSTILE)}`;
    await fetch(`${server.url}${target}`);
    await fetch(`${server.url}/api/status`, {
      headers: { Origin: "http://e\u009b31m\u0085.example" },
    });
    expect(await becomes(() => server.process.stderr.includes("HF_ORIGIN_FOREIGN"), 5000)).toBe(
      true,
    );
    check("log", server.process.stderr);
  });

  test("the audit of what was taken from whom", async () => {
    const key = "/api/locks/pipe%3Aaudit";
    expect((await post(key, { user: HOSTILE })).status).toBe(201);
    expect((await post(`${key}/force`, { user: HOSTILE, why: HOSTILE })).status).toBe(202);
    const file = join(folder.state, "audit.log");
    const audit = (): Promise<string> => readFile(file, "utf8").catch(() => "");
    while (!(await audit()).includes("forced"))
      await new Promise((resolve) => setImmediate(resolve));
    const text = await audit();
    check("audit", text);
    const entries = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { by?: string });
    expect(entries.some(({ by }) => by === HOSTILE.slice(0, 100))).toBe(true);
  });
});
