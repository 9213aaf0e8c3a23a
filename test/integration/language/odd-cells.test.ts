import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NotebookDriver, texts, Workbench } from "../fixtures/notebook-driver.ts";
import { NAMES, OBJECTS, ODD_VALUES, PRINTED, RIGHT } from "../fixtures/odd-cells.ts";
import { FOREIGN } from "../fixtures/odd-foreign-cells.ts";

let bench: Workbench;
let driver: NotebookDriver;

beforeAll(async () => {
  bench = await Workbench.open(undefined, { maxKernels: 12 });
  await writeFile(join(bench.root, "u.ts"), "export const a: number = 1;\n");
  await writeFile(join(bench.root, "x.json"), '{ "k": [1] }');
  await writeFile(
    join(bench.root, "uses.ts"),
    'import { a } from "./u.ts?z=1#y";\nexport const q = a + 1;\n',
  );
  await writeFile(join(bench.root, "odd#name.ts"), 'export const odd: string = "odd";\n');
});
afterAll(async () => {
  await bench.close();
  expect(bench.faults).toEqual([]);
});

describe.each([
  ["values that are odd to look at", "values.ipynb", ODD_VALUES],
  ["object literals, and blocks", "objects.ipynb", OBJECTS],
  ["other languages and places", "foreign.ipynb", FOREIGN],
  ["what is odd and right", "right.ipynb", RIGHT],
  ["names", "names.ipynb", NAMES],
  ["what is printed", "printed.ipynb", PRINTED],
] as const)("%s:", (_, notebook, cells) => {
  beforeAll(async () => {
    driver = await bench.notebook(notebook, []);
  });

  test.each(cells)("%j shows %s", async (source, shown) => {
    const cell = await driver.eval(source);
    const said = stripVTControlCharacters(texts(cell).join(" | "));
    if (typeof shown === "string") expect(said).toBe(shown);
    else expect(said).toMatch(shown);
    const error = cell.outputs.find((output) => output.output_type === "error");
    if (!error) return;
    const head = `${error.ename}: ${error.evalue}`;
    expect(head).toBe(stripVTControlCharacters(head));
    expect(head).not.toMatch(/\$hf|\n/);
    const isThrown = /^throw '/.test(source);
    if (!isThrown) expect(error.traceback.join("\n")).toMatch(/at cell \[\d+\]:\d+:\d+/);
  });
});
