import { describe, expect, test } from "vitest";
import { asMissing } from "../../../kernels/typescript/modules/missing-package.ts";
import { packageOf } from "../../../kernels/typescript/modules/specifiers.ts";

describe("the package that an import names", () => {
  test.each([
    ["lodash", "lodash", "lodash", "lodash"],
    ["lodash/fp.js", "lodash", "lodash/fp.js", "lodash"],
    ["@scope/a/b/c", "@scope/a", "@scope/a/b/c", "@scope/a"],
    ["npm:lodash@^4.1/fp", "lodash", "lodash/fp", "lodash@^4.1"],
    ["npm:/@scope/a@1.0.0-rc.1", "@scope/a", "@scope/a", "@scope/a@1.0.0-rc.1"],
    ["npm:@scope/a", "@scope/a", "@scope/a", "@scope/a"],
    ["a.b-c_d", "a.b-c_d", "a.b-c_d", "a.b-c_d"],
  ])("%s", (specifier, name, path, wanted) => {
    expect(packageOf(specifier)).toEqual({ name, path, wanted });
  });

  test.each([
    "",
    "./a.ts",
    "../a",
    "/a",
    "#inner",
    "@scope",
    "@scope/",
    "npm:",
    "npm:@1",
    "node:fs",
    "https://x.org/a.js",
    "jsr:@a/b",
    "file:///a",
    "C:\\a",
    "a@1",
    "a b",
    "data:text/javascript,1",
  ])("%j names none", (specifier) => {
    expect(packageOf(specifier)).toBeUndefined();
  });
});

describe("an error of an import", () => {
  const notFound = (message: string) =>
    Object.assign(new Error(message), { code: "ERR_MODULE_NOT_FOUND" });

  test("that means a missing package says how to install it, in a folder of any name", () => {
    const error = asMissing(
      notFound("Cannot find package 'inner' imported from /x/y.js"),
      "outer",
      '/a "b"/$(c)',
    );
    expect(String(error)).toContain("The package 'inner', which 'outer' needs, is not installed");
    expect(JSON.stringify(error) + (error as Error).message).toContain("inner");
  });

  test.each([
    ["a local file", notFound("Cannot find module '/a/b.js' imported from /a/c.js")],
    ["another error", new TypeError("no")],
    ["nothing", undefined],
    ["null", null],
    ["a text", "Cannot find package 'a'"],
    ["one without a message", Object.assign(Object.create(null), { code: "MODULE_NOT_FOUND" })],
  ])("that means something else stays as it is: %s", (_, error) => {
    expect(asMissing(error, "outer", "/a")).toBe(error);
  });
});
