import { expect, test } from "vitest";
import { parseCell } from "../../kernels/source/parse.ts";
import { repeatableDeclarations } from "../../kernels/source/repeatable.ts";

function found(code: string): (readonly [names: string, code: string])[] {
  return repeatableDeclarations(code, parseCell(code)).map(
    ({ names, code: text }) => [names.join(), text] as const,
  );
}

test("functions, classes, imports, and constants that are one, are taken out of their cell", () => {
  const code = `import fs, { basename as base } from "node:path";
doSomething();
export async function* load(a) { return a; }
class Point extends Base { x = side(); static at() {} get [Symbol.iterator]() { return 1; } }
const a = 1, twice = (x) => 2 * x, Other = class {};
let later = () => 1;
var old = function () {};`;
  expect(found(code)).toEqual([
    ["fs,base", `import fs, { basename as base } from "node:path";`],
    ["load", "async function* load(a) { return a; }"],
    [
      "Point",
      "class Point extends Base { x = side(); static at() {} get [Symbol.iterator]() { return 1; } }",
    ],
    ["twice", "const twice = (x) => 2 * x;"],
    ["Other", "const Other = class {};"],
  ]);
});

test.each([
  "class A { static { count++; } }",
  "class A { static made = make(); }",
  "class A extends mixin(B) {}",
  "class A { [name()]() {} }",
  "const { f } = { f: () => 1 };",
  "for (const f of [() => 1]) f();",
])("%s is not: evaluating it again would do something", (code) => {
  expect(found(code)).toEqual([]);
});
