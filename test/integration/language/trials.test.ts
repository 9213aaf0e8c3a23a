import { copyFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CellState } from "../../../kernels/protocol/index.ts";
import { texts, Workbench } from "../fixtures/notebook-driver.ts";

const TRIALS = join(import.meta.dirname, "../../fixtures/trials");
let bench: Workbench;

beforeAll(async () => {
  bench = await Workbench.open(undefined, { maxKernels: 12 });
  await writeFile(join(bench.root, "u.ts"), "export const a: number = 1;\n");
  for (const name of await readdir(TRIALS))
    await copyFile(join(TRIALS, name), join(bench.root, name));
});
afterAll(async () => {
  await bench.close();
  expect(bench.faults).toEqual([]);
});

/** Runs every cell of a trial, one after another; gives the cells. */
async function ran(name: string): Promise<readonly CellState[]> {
  const driver = await bench.reopen(`${name}.ipynb`);
  for (const { id } of driver.state.cells) await driver.run(id);
  return driver.state.cells;
}

async function said(name: string): Promise<string[]> {
  return (await ran(name)).map((cell) => texts(cell).join(" | "));
}

describe("what went wrong in 0.1.0", () => {
  test("a key __proto__ in an output is a key like any other", async () => {
    const cells = await ran("02-proto-kills-kernel");
    expect(texts(cells[2]!)).toEqual(["1"]);
    const [table] = cells[1]!.outputs as unknown as { data: Record<string, { data: object[] }> }[];
    expect(JSON.stringify(table!.data["application/vnd.dataresource+json"]!.data)).toBe(
      '[{"__proto__":1}]',
    );
    const [csv] = await ran("02b-proto-csv");
    expect(csv!.run.outcome).toBe("ok");
    expect(texts(csv!)[0]).toContain("__proto__");
  });

  test("holes of arrays are shown as consoles show them", async () => {
    expect(await said("03-array-holes")).toEqual([
      "[ <3 empty items> ]",
      "[ <2 empty items>, { a: 1 } ]",
    ]);
  });

  test("an import that fails shadows nothing", async () => {
    const [missing, shown, foreign, id] = await said("04-failed-import-shadows");
    expect(missing).toMatch(/HF_PACKAGE_MISSING: The package 'not-installed-xyz' is not installed/);
    expect(shown).toBe("1");
    expect(foreign).toMatch(/HF_IMPORT_FOREIGN: Cannot import 'https:\/\/jsr\.io\/x'/);
    expect(id).toMatch(/^'[0-9a-f-]{36}'$/);
  });

  test("an object literal is an object", async () => {
    expect(await said("05-object-literal")).toEqual([
      "{ foo: 'bar' }",
      "{ a: 1, b: 2 }",
      "{ a: 1 }",
    ]);
  });

  test("query and hash of a local import are no part of the file's name", async () => {
    expect(await said("06-import-query")).toEqual(["1", "1"]);
  });

  test("what is not there is said in one sentence, with what to do instead", async () => {
    const [url, jsr, deno, undeclared, jsx] = await said("07-url-import");
    expect(url).toMatch(/Cannot import 'https:\/\/esm\.sh\/lodash'.*holdfast add lodash/);
    expect(jsr).toMatch(/Cannot import 'jsr:@std\/path'.*npx jsr add @std\/path/);
    expect(deno).toMatch(/A cell runs in Node, not in Deno/);
    expect(undeclared).toMatch(
      /x is not defined\. A new variable is declared with const or let: const x = …/,
    );
    expect(jsx).toMatch(/JSX does not work in cells: to show HTML write html`/);
  });

  test("display as the last expression shows what it displays, and no more", async () => {
    expect(await said("08-await-display-shows-id")).toEqual(["1", "2"]);
  });

  test("a table's cell shows a Set, a Map, an expression and an error", async () => {
    const [cell] = await ran("34-table-cells-of-map-set-error");
    const [table] = cell!.outputs as unknown as { data: Record<string, { data: object[] }> }[];
    expect(table!.data["application/vnd.dataresource+json"]!.data).toEqual([
      { tags: "Set(1) { 'a' }", m: "Map(1) { 1 => 2 }", r: "/x/", e: "Error: e" },
    ]);
  });

  test("text is what a terminal shows in the end, and the head of an error is plain", async () => {
    expect(await said("70-backspace-and-ansi-error-head")).toEqual([
      "stdout: 12367\n",
      "Error: red",
    ]);
  });
});
