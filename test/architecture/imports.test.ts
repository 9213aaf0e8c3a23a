import { describe, expect, test } from "vitest";
import { folderOf, importsOf, MAY_IMPORT, sourceFiles, targetOf, WITHOUT_NODE } from "./house.ts";

const imports = sourceFiles().flatMap((path) =>
  importsOf(path).map((name) => ({ path, folder: folderOf(path)!, name })),
);

test("every folder has files that import something", () => {
  for (const folder of Object.keys(MAY_IMPORT))
    expect(imports.filter((i) => i.folder === folder).length).toBeGreaterThan(0);
  expect(sourceFiles().length).toBeGreaterThan(100);
});

describe.each(Object.entries(MAY_IMPORT))("%s", (folder, allowed) => {
  const own = imports.filter((i) => i.folder === folder);

  test(`imports of ours only ${["itself", ...allowed].join(", ")}`, () => {
    const wrong = own
      .filter(({ name }) => name.startsWith("."))
      .map(({ path, name }) => ({ path, target: targetOf(path, name) }))
      .filter(({ target }) => {
        const other = folderOf(target);
        const isAsset = other === undefined && target.startsWith("node_modules/");
        return other !== folder && !allowed.includes(other ?? "") && !isAsset;
      });
    expect(wrong).toEqual([]);
  });
});

test.each(WITHOUT_NODE)("%s imports no module of Node", (folder) => {
  const wrong = imports.filter((i) => i.folder === folder && i.name.startsWith("node:"));
  expect(wrong).toEqual([]);
});

test("a relative import names its file with .ts", () => {
  const wrong = imports.filter(
    ({ name }) => /^\.{1,2}\//.test(name) && !/\.\w+(\?[\w&]+)?$/.test(name),
  );
  expect(wrong).toEqual([]);
});
