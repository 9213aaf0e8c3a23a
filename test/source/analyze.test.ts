import { describe, expect, test } from "vitest";
import { analyzeCell, parseCell, SourceError } from "../../kernels/source/index.ts";

function analysed(code: string) {
  const { declarations, free, captures, mentions, imports, shadowed, hasAwait, evals } =
    analyzeCell(parseCell(code));
  return {
    declares: Object.fromEntries(declarations.map(({ name, kind }) => [name, kind])),
    uses: free.map(({ name }) => name).sort(),
    captures: [...captures].sort(),
    mentions: [...mentions].sort(),
    imports: [...imports],
    shadowed: [...shadowed].sort(),
    hasAwait,
    hasEval: evals.length > 0,
  };
}

describe("analyzeCell", () => {
  test("finds declarations of every kind, also in patterns and in var of blocks", () => {
    const { declares } = analysed(`import d, { i as j } from "m"; import * as ns from "n";
      const { a, b: [c = 1, ...e] } = x; let f; class G {} function h() { var inner; let own; }
      if (a) { var v = 1; let block; } for (var w of []) {} async function* k() {} export const l = 1;`);
    expect(declares).toEqual({
      d: "import",
      j: "import",
      ns: "import",
      a: "const",
      c: "const",
      e: "const",
      f: "let",
      G: "class",
      h: "function",
      v: "var",
      w: "var",
      k: "function",
      l: "const",
    });
  });

  test("finds the names that a cell uses and does not declare", () => {
    expect(
      analysed("const a = b + c.d; e`x`; ({ f, g: h }); i ??= typeof j; (k) => k + l").uses,
    ).toEqual(["b", "c", "e", "f", "h", "i", "j", "l"]);
  });

  test("captures what functions, class fields and static blocks refer to, and nothing else", () => {
    expect(
      analysed(`let a, b, c, d, e, f, g; a + b; () => c; class K { x = d; static { e; } m() { return f; } [g]() {} }
        for (const a2 of a) { z; }`).captures,
    ).toEqual(["c", "d", "e", "f"]);
  });

  test("mentions declared and free names, but no names of inner functions", () => {
    expect(analysed("const a = b; (p) => { let q = p; return c + q; }").mentions).toEqual([
      "a",
      "b",
      "c",
    ]);
  });

  test("lists modules of import, export … from and import() with a constant", () => {
    expect(
      analysed(
        `import "a"; import { b } from "b"; await import("c"); await import(d); import x from "a";`,
      ).imports,
    ).toEqual(["a", "b", "c"]);
  });

  test("lists what blocks of the cell's own level declare again", () => {
    expect(
      analysed(
        "let a, b, c; { let a; } for (const b of []) {} try {} catch (e) {} () => { let c; }",
      ).shadowed,
    ).toEqual(["a", "b", "e"]);
  });

  test("knows an own await from one in a function, and a direct eval from a method of that name", () => {
    expect(analysed("async () => { await 1; }")).toMatchObject({ hasAwait: false, hasEval: false });
    expect(analysed("for await (const x of y) {}").hasAwait).toBe(true);
    expect(analysed("o.eval('1')").hasEval).toBe(false);
    expect(analysed("eval('1')").hasEval).toBe(true);
  });
});

describe("parseCell", () => {
  test("tells where a cell is wrong", () => {
    try {
      parseCell("const a = 1;\nconst a = 2;");
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(SourceError);
      expect(error).toMatchObject({
        offset: 19,
        message: "Identifier 'a' has already been declared",
      });
    }
  });
});
