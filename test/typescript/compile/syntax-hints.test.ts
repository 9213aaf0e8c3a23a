import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compileCell } from "../../../kernels/typescript/compile/compile-cell.ts";
import { eraseTypes } from "../../../kernels/typescript/compile/erase-types.ts";
import { CellSyntaxError } from "../../../kernels/typescript/compile/syntax-error.ts";
import { withHint } from "../../../kernels/typescript/compile/syntax-hints.ts";
import { Choices } from "../../source/random.ts";

const nothing = {
  known: new Map(),
  captured: new Set<string>(),
  isBuiltin: () => false,
  isGlobal: () => true,
};

/** What is said of a cell that cannot be parsed; undefined for one that can. */
function saidOf(source: string): string | undefined {
  try {
    compileCell(source, "/cell.ts", nothing);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const LANGUAGE =
  /Python|\bR\b|SQL|shell|Markdown|JSX|HTML|magic|another language|stands behind the name/;

/** Valid TypeScript with one character of punctuation left out. */
function* mistakes(count: number): Generator<string> {
  const random = new Choices(3);
  const root = join(import.meta.dirname, "../../../kernels");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  for (let i = 0; i < count; i++) {
    const source = readFileSync(join(root, random.pick(files)), "utf8");
    const places = [...source.matchAll(/[(){}[\],;:=<>"'`]/g)];
    const at = random.pick(places).index;
    yield source.slice(0, at) + source.slice(at + 1);
  }
}

describe("a mistake in TypeScript", () => {
  test("of one character is not taken for another language", () => {
    let failed = 0;
    const wrong: string[] = [];
    for (const source of mistakes(1_500)) {
      try {
        eraseTypes(source, { lowerUsing: false });
      } catch (error) {
        failed++;
        expect(error).toBeInstanceOf(CellSyntaxError);
        const { message, offset } = withHint(error, source) as CellSyntaxError;
        if (LANGUAGE.test(message) && !LANGUAGE.test((error as Error).message))
          wrong.push(`${message}: ${source.slice(offset, offset + 80)}`);
      }
    }
    expect(failed).toBeGreaterThan(500);
    expect(wrong).toEqual([]);
  });

  test.each([
    "const x = {\n  a: 1\n  b: 2\n}",
    "if (x) {\n  foo()",
    'console.log("x is not y" 5)',
    'console.log("if a and b:", x',
    "const options = { lambda: 0.5 alpha: 1 }",
    "class A {\n  #x: number = 1\n  f( {\n}",
    "const t = price\n  - tax rate\n",
    "switch (x) {\n  case 1:\n    foo(\n  default:\n}",
    "import { a from 'x'",
    "const f = (x) => { return x",
    "let x: = 5",
    "} else if (x) {",
    "const a = 5 5",
    "for (const i of [1]) {\n  console.log(i\n}",
    "const select = 1, from = 2; select from",
    "type A = { a: string, ",
    "with.x = (",
    "update(table, set",
  ])("%j is told in the parser's words", (source) => {
    expect(saidOf(source)).toBeDefined();
    expect(saidOf(source)).not.toMatch(LANGUAGE);
  });
});
