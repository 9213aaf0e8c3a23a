import { describe, expect, test } from "vitest";
import { cursorContext, declarationText, scanTo } from "../../kernels/source/index.ts";

/** The context at `|`. */
function at(text: string) {
  const offset = text.indexOf("|");
  return cursorContext(text.replace("|", ""), offset);
}

describe("cursorContext", () => {
  test("finds names, members and what they belong to", () => {
    expect(at("const a = ro|")).toEqual({ kind: "name", from: 10, prefix: "ro" });
    expect(at("|")).toEqual({ kind: "name", from: 0, prefix: "" });
    expect(at("rows.na|")).toMatchObject({ kind: "member", prefix: "na", chain: ["rows"] });
    expect(at("x = rows[0]['a b'].na|me")).toMatchObject({ chain: ["rows", 0, "a b"] });
    expect(at("a?.b!.\n  c|")).toMatchObject({ chain: ["a", "b"], prefix: "c" });
    expect(at("f(a.b.|)")).toMatchObject({ chain: ["a", "b"], prefix: "" });
    expect(at("[...xs.|]")).toMatchObject({ kind: "member" });
  });

  test("gives no chain for what would have to run", () => {
    for (const text of ["f().|", "a.b(1).c|", "(x).|", "a[i].|", "new A().x|", "`t`.|"])
      expect(at(text), text).toMatchObject({ kind: "member", chain: undefined });
    expect(at("1.|").kind).toBe("none");
    expect(at("12|").kind).toBe("none");
  });

  test("knows strings and module names", () => {
    expect(at("import { a } from './da|")).toMatchObject({
      kind: "string",
      prefix: "./da",
      isModule: true,
    });
    for (const text of ["import 'x|'", 'await import("x|', "require('x|", "export * from 'x|'"])
      expect(at(text), text).toMatchObject({ kind: "string", prefix: "x", isModule: true });
    expect(at("open('/tmp/|')")).toMatchObject({ prefix: "/tmp/", isModule: false });
    expect(at("const s = 'it\\'s |")).toMatchObject({ prefix: "it\\'s " });
  });

  test("offers nothing in comments, templates and regular expressions, and goes on behind them", () => {
    for (const text of ["// a.|", "/* a.| */", "`a.|`", "x = /a.|/", "`\u0024{1}a.|`", "// a|\nb"])
      expect(at(text).kind, text).toBe("none");
    for (const text of [
      "// a\nb|",
      "/* a */b|",
      "`a`;b|",
      "/a'/g;b|",
      "`\u0024{b|}`",
      "'a\nb|",
      "x / 2 / b|",
    ])
      expect(at(text), text).toMatchObject({ kind: "name", prefix: "b" });
    expect(at("`\u0024{`\u0024{a.|}`}`")).toMatchObject({ kind: "member", chain: ["a"] });
  });

  test("takes any text at any place", () => {
    const text = "a`\u0024{'}`\"/*//\n\\]{['x';\u{1F600}.b";
    for (let i = 0; i <= text.length; i++) expect(() => scanTo(text, i)).not.toThrow();
    for (let i = 0; i <= text.length; i++) expect(() => cursorContext(text, i)).not.toThrow();
  });
});

describe("declarationText", () => {
  test("gives head and documentation of every kind of declaration", () => {
    const source = `/** Adds.
 * @param a first
 */
export async function add<T extends { n: number }>(a: T, b = "){"): Promise<number> { return 1; }
const arrow = (a: number, b: string): string => a + b;
let count: number = 5;
class Shape<T> extends Base { x = 1 }
interface Row { a: string }
type Id = string | number;
enum E { A }`;
    const head = (name: string) => declarationText(source, name)?.signature;
    expect(declarationText(source, "add")).toEqual({
      signature: `async function add<T extends { n: number }>(a: T, b = "){"): Promise<number>`,
      docs: "Adds.\n@param a first",
    });
    expect(head("arrow")).toBe("const arrow = (a: number, b: string): string");
    expect(head("count")).toBe("let count: number = 5");
    expect(head("Shape")).toBe("class Shape<T> extends Base");
    expect(head("Row")).toBe("interface Row");
    expect(head("Id")).toBe("type Id = string | number");
    expect(head("E")).toBe("enum E");
    expect(head("absent")).toBeUndefined();
    expect(declarationText("let a = 1;\nlet $a = 2;", "$a")?.signature).toBe("let $a = 2");
  });
});
