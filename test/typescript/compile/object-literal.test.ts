import { describe, expect, test } from "vitest";
import { analyzeCell, parseCell } from "../../../kernels/source/index.ts";
import {
  endsWithLikelyObject,
  withObject,
} from "../../../kernels/typescript/compile/object-literal.ts";
import { cellsOf, generateProgram } from "../../source/generate-program.ts";

/** How a cell that parses is read: as it stands, or with its end in parentheses. */
function isRead(source: string): "as it stands" | "as an object" {
  const { program } = analyzeCell(parseCell(source));
  return endsWithLikelyObject(program) && withObject(source) ? "as an object" : "as it stands";
}

describe("an object literal at the end of a cell", () => {
  test("is found in no cell of a random program: nothing else changes its meaning", () => {
    let blocks = 0;
    for (let seed = 1; seed <= 1_500; seed++)
      for (const source of cellsOf(generateProgram(seed))) {
        if (source.trimEnd().endsWith("}")) blocks++;
        expect(isRead(source), source).toBe("as it stands");
      }
    expect(blocks).toBeGreaterThan(300);
  });

  test.each([
    "{ f() }",
    "{ a = 1 }",
    "{ a: 1; }",
    "{ a: for (;;) break a }",
    "{ a: { b() } }",
    "{ a; b }",
    "{ f()\n{ x } }",
    "{ let a }",
    "{ new A }",
    "{ a.b }",
    "{ `a` }",
    "f(); {}",
    "if (x) {} else { a }",
    "while (x) { a }",
    "do { a } while (x)",
    "try { a } finally { b }",
    "const f = () => { a }",
    "a: { b }",
    "class A { a }",
    "function f() { a }",
    "switch (x) { }",
  ])("is not what %j is", (source) => {
    expect(isRead(source)).toBe("as it stands");
  });

  test.each([
    "{}",
    "{ a }",
    "{ a, b }",
    "{ a: f() }",
    "{ a: { b: {} } }",
    "x\n{ a }",
    "x; { a: 1 };",
  ])("is what %j is", (source) => {
    expect(isRead(source)).toBe("as an object");
  });

  test.each([
    "if (x)\n{ a: 1, b: 2 }",
    "for (;;)\n{ a: 1, b: 2 }",
    "function f()\n{ a: 1, b: 2 }",
    "async function f(): Promise<void>\n{ a: 1, b: 2 }",
    "class A\n{ a: 1, b: 2 }",
    "x => \n{ a: 1, b: 2 }",
    "else\n{ a: 1, b: 2 }",
    "const x =\n{ a: 1, b: 2 ",
    "label:\n{ a: 1, b: 2 }",
    "f() { a: 1, b: 2 }",
  ])("does not make %j valid", (source) => {
    expect(withObject(source)).toBeUndefined();
  });
});
