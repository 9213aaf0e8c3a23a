import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { schemaFaults } from "../../server/contents/notebook-schema.ts";
import { becomes, ServedFolder } from "../fixtures/server-process.ts";

interface SavedCell {
  readonly source: string[];
  readonly execution_count: number | null;
  readonly outputs: readonly (Record<string, unknown> & { output_type: string })[];
}

let folder: ServedFolder;

beforeEach(async () => {
  folder = await ServedFolder.make();
});
afterEach(() => folder.remove());

async function cellsOf(name: string): Promise<readonly SavedCell[]> {
  const notebook = (await folder.read(name)) as { cells: SavedCell[] };
  expect(schemaFaults(JSON.stringify(notebook))).toEqual([]);
  return notebook.cells;
}

/** Runs `holdfast run` on a notebook with these cells; gives the exit code and the cells of the result. */
async function run(sources: readonly string[], ...options: string[]) {
  await folder.notebook("in.ipynb", sources);
  const command = folder.command("run", join(folder.root, "in.ipynb"), ...options);
  const { code } = await command.ended;
  return { code, stderr: command.stderr, cells: await cellsOf("in.run.ipynb") };
}

const textOf = ({ outputs }: SavedCell): string => JSON.stringify(outputs);

test("runs the getting-started notebook; the result is valid nbformat 4.5 and holds every output", async () => {
  const notebook = fileURLToPath(
    new URL("../../../notebooks/getting-started.ipynb", import.meta.url),
  );
  const output = join(folder.root, "out.ipynb");
  const command = folder.command("run", notebook, "--output", output, "--progress", "none");
  expect(await command.ended).toEqual({ code: 0, signal: null });
  const cells = await cellsOf("out.ipynb");
  const code = cells.filter(({ execution_count }) => execution_count !== undefined);
  expect(code.length).toBeGreaterThan(5);
  const counts = code.filter(({ source }) => source.join("").trim() !== "");
  expect(counts.map(({ execution_count }) => execution_count)).toEqual(counts.map((_, i) => i + 1));
  const kinds = new Set(
    cells.flatMap(({ outputs }) =>
      (outputs ?? []).flatMap((output) => Object.keys((output.data as object) ?? {})),
    ),
  );
  expect([...kinds]).toEqual(expect.arrayContaining(["text/plain", "text/html"]));
  expect([...kinds].some((kind) => kind.startsWith("application/vnd.vegalite."))).toBe(true);
});

describe("the exit code", () => {
  test("is 0 when every cell ran", async () => {
    const { code, cells } = await run(["const x = 20", "x + 1"]);
    expect(code).toBe(0);
    expect(cells.map(({ execution_count }) => execution_count)).toEqual([1, 2]);
    expect(textOf(cells[1]!)).toContain("21");
  });

  test("is 1 when a cell failed; what comes after it did not run", async () => {
    const { code, cells, stderr } = await run(["1 + 1", "throw new Error('no')", "'after'"]);
    expect(code).toBe(1);
    expect(textOf(cells[0]!)).toContain('"2"');
    expect(cells[1]?.outputs).toMatchObject([
      { output_type: "error", ename: "Error", evalue: "no" },
    ]);
    expect(cells[2]).toMatchObject({ execution_count: null, outputs: [] });
    expect(stderr).toContain("Cell 2 of 3 failed");
  });

  test("is 0 with --allow-errors, and the cells after it ran", async () => {
    const { code, cells } = await run(["throw new Error('no')", "'after'"], "--allow-errors");
    expect(code).toBe(0);
    expect(textOf(cells[1]!)).toContain("after");
  });

  test.each([
    [[], "takes one notebook"],
    [["in.ipynb", "--timeout", "soon"], "--timeout is wrong"],
    [["in.ipynb", "--progress", "loud"], "--progress is wrong"],
    [["in.ipynb", "--output", "in.ipynb"], "--output must not be the notebook itself"],
    [["in.ipynb", "--colour"], "Unknown option"],
    [["missing.ipynb"], "HF_FILE_NOT_FOUND"],
    [["broken.ipynb"], "HF_NOTEBOOK_INVALID"],
  ])("is 2 for wrong usage: %j", async (argv, message) => {
    await folder.notebook("in.ipynb", ["1"]);
    await folder.write("broken.ipynb", '{ "cells": 1 }');
    const inFolder = argv.map((name) => (name.endsWith(".ipynb") ? join(folder.root, name) : name));
    const command = folder.command("run", ...inFolder);
    expect(await command.ended).toEqual({ code: 2, signal: null });
    expect(command.stderr).toContain(message);
    expect(folder.files().sort()).toEqual(["broken.ipynb", "in.ipynb"]);
  });

  test("is 3 when the kernel died", async () => {
    const { code, cells } = await run(["'before'", "process.exit(0)", "'after'"]);
    expect(code).toBe(3);
    expect(textOf(cells[0]!)).toContain("before");
    expect(textOf(cells[1]!)).toContain("HF_KERNEL_DIED");
    expect(cells[2]).toMatchObject({ execution_count: null, outputs: [] });
  });

  test("is 4 when a cell took too long; what it printed is kept", async () => {
    const { code, cells } = await run(
      ["console.log('on');\nawait new Promise(() => {})", "'after'"],
      "--timeout",
      "0.5",
    );
    expect(code).toBe(4);
    expect(textOf(cells[0]!)).toContain("on\\n");
    expect(cells[1]).toMatchObject({ execution_count: null, outputs: [] });
  });

  test("is 130 after Ctrl-C; what was done is kept", async () => {
    const waits =
      "console.log('on');\nrequire('node:fs').writeFileSync('waiting', '');\nawait new Promise(() => {})";
    await folder.notebook("in.ipynb", ["'before'", waits, "'after'"]);
    const command = folder.command("run", join(folder.root, "in.ipynb"));
    expect(await becomes(() => folder.files().includes("waiting"), 10_000)).toBe(true);
    command.child.kill("SIGINT");
    expect(await command.ended).toEqual({ code: 130, signal: null });
    const cells = await cellsOf("in.run.ipynb");
    expect(textOf(cells[0]!)).toContain("before");
    expect(textOf(cells[1]!)).toContain("on\\n");
    expect(cells[2]).toMatchObject({ execution_count: null, outputs: [] });
  });
});

describe("the file", () => {
  test("holds every cell that has ended while the next one runs", async () => {
    const waits = "require('node:fs').writeFileSync('waiting', '');\nawait new Promise(() => {})";
    await folder.notebook("in.ipynb", ["'done'", waits]);
    const command = folder.command("run", join(folder.root, "in.ipynb"));
    expect(await becomes(() => folder.files().includes("waiting"), 10_000)).toBe(true);
    expect(textOf((await cellsOf("in.run.ipynb"))[0]!)).toContain("done");
    command.child.kill("SIGKILL");
    await command.ended;
    expect(textOf((await cellsOf("in.run.ipynb"))[0]!)).toContain("done");
  });

  test("that was read is not changed", async () => {
    await folder.notebook("in.ipynb", ["1 + 1"]);
    const before = await folder.read("in.ipynb");
    await folder.command("run", join(folder.root, "in.ipynb")).ended;
    expect(await folder.read("in.ipynb")).toEqual(before);
  });
});

test("--progress json tells each step as a line", async () => {
  const loop =
    "for (const i of track([1, 2, 3], { label: 'Count' })) await new Promise((r) => setTimeout(r, 60));";
  const { code, stderr } = await run([loop], "--progress", "json");
  expect(code).toBe(0);
  const lines = stderr
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
  expect(lines.length).toBeGreaterThan(2);
  expect(stderr).toContain("Count");
});

test("a cell that prints more than it shows has all of it in a file beside the result, replaced by the next run", async () => {
  const { code, stderr, cells } = await run([
    "for (let i = 0; i < 200_000; i++) process.stdout.write('line ' + i + '\\n');",
  ]);
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /… \d{3},\d{3} more lines \(\d\.\d MB\) are in the full output: in\.run\.outputs\/c1\.txt/,
  );
  expect(textOf(cells[0]!)).toContain("in.run.outputs/c1.txt");
  const full = await readFile(join(folder.root, "in.run.outputs/c1.txt"), "utf8");
  expect(full.split("\n").length).toBe(200_001);
  await run(["console.log('short')"]);
  expect(existsSync(join(folder.root, "in.run.outputs/c1.txt"))).toBe(false);
});
