import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NotebookDriver, texts, Workbench } from "../fixtures/notebook-driver.ts";

let bench: Workbench;
let driver: NotebookDriver;

beforeAll(async () => {
  bench = await Workbench.open();
  driver = await bench.notebook("types.ipynb", []);
});
afterAll(async () => {
  await bench.close();
  expect(bench.faults).toEqual([]);
});

describe("TypeScript in cells", () => {
  test("generics, satisfies, as const, non-null and type assertions", async () => {
    expect(
      await driver.last(
        "function id<T extends unknown>(v: T): T { return v; }\nconst p = { a: 1 } as const satisfies { a: number };\nid<number>(p.a!) as number",
      ),
    ).toEqual(["1"]);
    expect(await driver.last("const f = <T,>(v: T): T[] => [v]; f<string>('a')")).toEqual([
      "[ 'a' ]",
    ]);
  });

  test("parameter properties, abstract classes, overloads, accessors, private members", async () => {
    expect(
      await driver.last(
        `abstract class Shape { constructor(readonly name: string, protected n = 2) {} abstract area(): number; }
      class Square extends Shape { override area() { return this.n ** 2; } declare extra: string; private secret?: number; }`,
        "const s = new Square('q', 3); [s.name, s.area(), Object.keys(s)]",
      ),
    ).toEqual(["[ 'q', 9, [ 'name', 'n', 'secret' ] ]"]);
    expect(
      await driver.last(
        "function over(a: string): string; function over(a: number): number; function over(a: unknown) { return a; }\nover(3)",
      ),
    ).toEqual(["3"]);
  });

  test("enums of numbers and strings, const enums, namespaces with functions", async () => {
    expect(
      await driver.last(
        "enum Color { Red, Green = 'g', Blue = 1 << 3 }",
        "[Color.Red, Color[0], Color.Green, Color.Blue]",
      ),
    ).toEqual(["[ 0, 'Red', 'g', 8 ]"]);
    expect(await driver.last("const enum Fast { One = 1 }\nFast.One", "Fast.One + 1")).toEqual([
      "2",
    ]);
    expect(
      await driver.last(
        "namespace Geo { const k = 2; export function twice(n: number) { return n * k; } export namespace Inner { export const deep = 1; } }",
        "[Geo.twice(4), Geo.Inner.deep]",
      ),
    ).toEqual(["[ 8, 1 ]"]);
  });

  test("types, interfaces and declare leave nothing behind", async () => {
    expect(
      await driver.last(
        "interface A { a: string }\ntype B = A & { b?: number };\ndeclare const outside: number;\ndeclare module 'x' {}\nlet v: B = { a: '1' }; v",
      ),
    ).toEqual(["{ a: '1' }"]);
    expect(await driver.last("outside")).toEqual(["ReferenceError: outside is not defined"]);
  });

  test("a type error does not stop a run", async () => {
    expect(await driver.last("const n: number = 'text' as any; const m: string = 5; m")).toEqual([
      "5",
    ]);
  });

  test("decorators get a clear message with their place", async () => {
    const cell = await driver.eval("const mark = () => {};\n@mark\nclass Marked {}");
    expect(texts(cell)[0]).toMatch(
      /^SyntaxError: HF_SOURCE_DECORATOR: .*Call the decorator as a function/,
    );
    expect(JSON.stringify(cell.outputs)).toMatch(/:2:1"/);
  });

  test("a captured generic function keeps its name in errors", async () => {
    expect(
      await driver.last("let maybe: undefined | (() => void); const go = () => maybe!();", "go()"),
    ).toEqual(["TypeError: maybe is not a function"]);
  });
});
