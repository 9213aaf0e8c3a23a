import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NotebookDriver, texts, Workbench } from "../fixtures/notebook-driver.ts";

let bench: Workbench;
let driver: NotebookDriver;
let notebooks = 0;

beforeAll(async () => {
  bench = await Workbench.open(undefined, { maxKernels: 40 });
});
afterAll(async () => {
  await bench.close();
  expect(bench.faults).toEqual([]);
});

/** What each of these cells shows, one after another in a new notebook. */
async function shown(...sources: string[]): Promise<string[]> {
  driver = await bench.notebook(`failed${++notebooks}.ipynb`, []);
  const said: string[] = [];
  for (const source of sources) said.push(texts(await driver.eval(source)).join(" | "));
  return said;
}

const missing = 'import { display, x } from "not-installed-xyz";';

describe("a cell that ends before a declaration ran", () => {
  test.each([
    missing,
    'import display from "https://x.org/a.js";',
    'import * as display from "./not-there.ts";',
    "throw 1; const display = 5;",
    "throw 1; let display = 5;",
    "throw 1; var display = 5;",
    "throw 1; class display {}",
    "throw 1; enum display { A }",
    "throw 1; namespace display { export const a = 1; }",
    "const { display } = (() => { throw 1; })();",
    "const [display] = null as any;",
    "const { a, display = (() => { throw 1; })() } = { a: 1 } as any;",
    "for (const i of [1]) { throw i; } var { display } = { display: 1 };",
    "await Promise.reject(new Error('x')); const display = 1;",
  ])("hides no name of ours: %s", async (source) => {
    const [failed, after, closure] = await shown(source, "display(1)", "(() => display(2))()");
    expect(failed).toMatch(/^\w*Error: /);
    expect([after, closure]).toEqual(["1", "2"]);
  });

  test.each([
    "import { kept } from 'not-installed-xyz';",
    "throw 1; const kept = 5;",
    "throw 1; let kept = 5;",
    "throw 1; var kept = 5;",
    "throw 1; class kept {}",
    "const { kept } = (() => { throw 1; })();",
  ])("leaves the value of before: %s", async (source) => {
    const [, , now, seen] = await shown(
      "const kept = 1; function see() { return kept }",
      source,
      "kept",
      "see()",
    );
    expect([now, seen]).toEqual(["1", "1"]);
  });

  test("declares its functions, which are there from the start", async () => {
    expect(await shown("throw 1; function made() { return 7; }", "made()")).toEqual([
      "Error: 1",
      "7",
    ]);
  });

  test("is named by later errors, until the name is declared", async () => {
    const said = await shown(
      `${missing} function useX() { return x; } function useDisplay() { return display(3); }`,
      "x",
      "useX()",
      "useDisplay()",
      "throw 1; const other = 1;",
      "other",
      "const x = 5;",
      "useX()",
    );
    expect(said.slice(1)).toEqual([
      "ReferenceError: x is not defined. `x` is missing because its import in cell [1] failed",
      "ReferenceError: x is not defined. `x` is missing because its import in cell [1] failed",
      "3",
      "Error: 1",
      "ReferenceError: other is not defined. `other` is missing because cell [5] ended before it was declared",
      "",
      "5",
    ]);
  });

  test("imports all names of a module or none", async () => {
    const [failed, a, sep] = await shown(
      'import { sep, nope } from "node:path"; nope',
      "typeof nope",
      "sep",
    );
    expect(failed).toMatch(/does not provide an export named 'nope'/);
    expect(a).toBe("'undefined'");
    expect(sep).toMatch(/`sep` is missing because its import in cell \[1\] failed/);
  });

  test("and an import that works is seen by functions of earlier cells within its own cell", async () => {
    expect(
      await shown("function early() { return sep; }", 'import { sep } from "node:path"; early()'),
    ).toEqual(["", "'/'"]);
  });
});
