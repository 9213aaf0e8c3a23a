import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as analysis from "../../../kernels/analysis/index.ts";
import { type NotebookDriver, Workbench } from "../fixtures/notebook-driver.ts";

const built = join(import.meta.dirname, "../../../dist/kernel");

let bench: Workbench;
let driver: NotebookDriver;

beforeAll(async () => {
  bench = await Workbench.open();
  driver = await bench.notebook("families.ipynb", []);
});
afterAll(async () => {
  await bench.close();
  expect(bench.faults).toEqual([]);
});

/** The sources in the files that a built file imports at once, itself included. */
function sourcesOf(begin: string): string[] {
  const files = readdirSync(built);
  const found = new Set(files.filter((name) => name.startsWith(begin) && name.endsWith(".js")));
  const sources: string[] = [];
  for (const file of found) {
    const text = readFileSync(join(built, file), "utf8");
    for (const [, next] of text.matchAll(/^(?:import\b|\})[^;]*?"\.\/([^"]+\.js)";/gm))
      found.add(next!);
    for (const [, source] of text.matchAll(/^\/\/ kernels\/analysis\/(\S+)/gm))
      sources.push(source!);
  }
  return sources;
}

describe("a family of the bundle", () => {
  test("has what its folder needs, and nothing of the others", () => {
    expect(sourcesOf("svm-")).toContain("svm/svc.ts");
    expect(sourcesOf("svm-")).toContain("table/table.ts");
    expect(sourcesOf("svm-")).not.toContain("boosting/fitted.ts");
    expect(sourcesOf("read-csv-")).toContain("table/table.ts");
    expect(sourcesOf("read-csv-")).not.toContain("models/estimator.ts");
    expect(sourcesOf("main.js").filter((source) => /^(table|models)\//.test(source))).toEqual([]);
  });

  test("is one file: a model costs few files to open", () => {
    const files = readdirSync(built).filter((name) => name.endsWith(".js"));
    expect(files.length).toBeLessThan(80);
  });
});

describe("in a cell", () => {
  test("a name has the value of the whole module, however it comes", async () => {
    await writeFile(
      join(bench.root, "model.ts"),
      "import { Ridge, readCsv } from 'holdfast/analysis'; export const made = new Ridge(); export { readCsv };",
    );
    expect(
      await driver.last(
        "const first = new Ridge(); const table = await readCsv(new TextEncoder().encode('a\\n1'));",
        "import { Ridge as Same, Table as SameTable } from 'holdfast/analysis'; import { made, readCsv as again } from './model.ts'; import { Ridge as Own } from 'holdfast';\n[first instanceof Same, made instanceof Ridge, Own === Same, table instanceof SameTable, again === readCsv]",
      ),
    ).toEqual(["[ true, true, true, true, true ]"]);
  });

  test("all names are there, each under its own", async () => {
    const [shown] = await driver.last(
      "import * as all from 'holdfast/analysis'; import * as own from 'holdfast'; [Object.keys(all).length, Object.entries(all).filter(([name, value]) => own[name] !== value || (typeof value === 'function' && value.name !== name)).map(([name]) => name)]",
    );
    expect(shown).toBe(`[ ${Object.keys(analysis).length}, [] ]`);
  });

  test("what is loaded late is the same after a local file was imported", async () => {
    const other = await bench.notebook("late.ipynb", []);
    await writeFile(join(bench.root, "plain.ts"), "export const one = 1;");
    expect(
      await other.last(
        "const before = Table.from({ a: [1] });",
        "import { one } from './plain.ts'; one",
        "const after = await readCsv(new TextEncoder().encode('a\\n1'));",
        "import { Ridge as Same, Table as SameTable } from 'holdfast/analysis';\n[before instanceof SameTable, after instanceof Table, Same === Ridge]",
      ),
    ).toEqual(["[ true, true, true ]"]);
  });

  test("names are found by functions of earlier cells, by eval, and behind a variable of the same name", async () => {
    const other = await bench.notebook("names.ipynb", []);
    expect(
      await other.last(
        "function makeModel() { return new KMeans({ nClusters: 2 }); }",
        "[makeModel().constructor.name, eval('typeof SVC'), typeof notThere]",
      ),
    ).toEqual(["[ 'KMeans', 'function', 'undefined' ]"]);
    expect(await other.last("const DBSCAN = 'mine'; DBSCAN", "DBSCAN")).toEqual(["'mine'"]);
  });

  test("a workflow loads the models that it tries", async () => {
    expect(
      await driver.last(
        "const rows = Array.from({ length: 40 }, (_, i) => ({ x: i, y: i % 7, kind: i < 20 ? 'a' : 'b' }));\nconst { data } = await trainClassifiers(Table.from(rows), { target: 'kind', cv: 2 });\n[data.models.length, data.failures.length]",
      ),
    ).toEqual(["[ 7, 0 ]"]);
  });
});
