import { spawn } from "node:child_process";
import { once } from "node:events";
import { linkSync, lstatSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { becomes, ServedFolder } from "../fixtures/server-process.ts";

const COMMAND = fileURLToPath(new URL("../../../server/cli/holdfast.mjs", import.meta.url));
const noStack = /^ {4}at |node:internal|TypeError|undefined/m;

let folder: ServedFolder;
beforeEach(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("in.ipynb", ["1 + 1"]);
});
afterEach(() => folder.remove());

async function run(...argv: string[]) {
  const command = folder.command("run", ...argv);
  const { code } = await command.ended;
  return { code, stderr: command.stderr };
}
const at = (name: string): string => join(folder.root, name);

describe("a result that cannot be there is refused in a sentence before anything runs", () => {
  const PLACES: Readonly<Record<string, (to: string) => unknown>> = {
    "the notebook by a link": (to) => symlinkSync("in.ipynb", to),
    "the notebook by a hard link": (to) => linkSync(at("in.ipynb"), to),
    "a link that leads nowhere": (to) => symlinkSync("nowhere", to),
    "a folder": (to) => mkdirSync(to),
    "a link to a device": (to) => symlinkSync("/dev/null", to),
    "a link that leads to itself": (to) => symlinkSync("out.ipynb", to),
  };
  test.each(Object.keys(PLACES))("%s", async (what) => {
    const before = readFileSync(at("in.ipynb"), "utf8");
    PLACES[what]!(at("out.ipynb"));
    const mode = lstatSync(at("out.ipynb")).mode;
    const { code, stderr } = await run(at("in.ipynb"), "--output", at("out.ipynb"));
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^holdfast: HF_USAGE: .*--output /)]);
    expect(stderr).not.toMatch(noStack);
    expect(lstatSync(at("out.ipynb")).mode).toBe(mode);
    expect(readFileSync(at("in.ipynb"), "utf8")).toBe(before);
  });

  test("the notebook, when it was given by a link itself", async () => {
    symlinkSync("in.ipynb", at("link.ipynb"));
    const before = readFileSync(at("in.ipynb"), "utf8");
    const { code, stderr } = await run(at("link.ipynb"), "--output", at("in.ipynb"));
    expect([code, stderr]).toEqual([2, expect.stringContaining("the notebook itself")]);
    expect(readFileSync(at("in.ipynb"), "utf8")).toBe(before);
  });

  test.each([["none/out.ipynb"], ["in.ipynb/out.ipynb"]])("%s", async (name) => {
    const { code, stderr } = await run(at("in.ipynb"), "--output", at(name));
    expect([code, stderr]).toEqual([2, expect.stringContaining("HF_FILE_UNWRITABLE")]);
    expect(stderr).not.toMatch(noStack);
  });

  test.each([[""], ["none.ipynb"], ["."], ["/dev/zero"]])("an input of %j", async (name) => {
    const { code, stderr } = await run(name === "" || name.startsWith("/") ? name : at(name));
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^holdfast: HF_/)]);
    expect(stderr).not.toMatch(noStack);
  });
});

test("a link to an earlier result is followed, and stays a link", async () => {
  await folder.write("result.ipynb", "{}");
  symlinkSync("result.ipynb", at("out.ipynb"));
  expect((await run(at("in.ipynb"), "--output", at("out.ipynb"))).code).toBe(0);
  expect(lstatSync(at("out.ipynb")).isSymbolicLink()).toBe(true);
  expect(JSON.stringify(await folder.read("result.ipynb"))).toContain('"2"');
});

test("two runs with one result: the second is told, the first is whole", async () => {
  const waits = `require('node:fs').writeFileSync('waits', '');
    while (!require('node:fs').existsSync('go')) await new Promise((r) => setTimeout(r, 20));`;
  await folder.notebook("in.ipynb", ["1 + 1", waits, "'end'"]);
  const first = folder.command("run", at("in.ipynb"));
  expect(await becomes(() => folder.files().includes("waits"), 10_000)).toBe(true);
  const second = await run(at("in.ipynb"));
  expect([second.code, second.stderr]).toEqual([2, expect.stringContaining("HF_STORE_LOCKED")]);
  expect(second.stderr).toContain("Another run is writing in.run.ipynb");
  expect(second.stderr).not.toMatch(/server|LOCK file/);
  await folder.write("go", "");
  expect((await first.ended).code).toBe(0);
  expect(JSON.stringify(await folder.read("in.run.ipynb"))).toContain("'end'");
});

test("a reader of what is printed that leaves does not end the run", async () => {
  await folder.notebook("in.ipynb", ["1 + 1", "console.log('y'.repeat(500_000))", "'end'"]);
  const child = spawn(process.execPath, [COMMAND, "run", at("in.ipynb"), "--progress", "json"], {
    env: { ...process.env, NODE_OPTIONS: "", TERM: "dumb", HOLDFAST_STATE: folder.state },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.destroy();
  child.stderr.destroy();
  expect(await once(child, "close")).toEqual([0, null]);
  expect(JSON.stringify(await folder.read("in.run.ipynb"))).toContain("'end'");
});
