import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";

const read = (path: string): Promise<string> =>
  readFile(new URL(`../../${path}`, import.meta.url), "utf8");

const page = await read("docs/decisions/0006-dependencies.md");
const { dependencies, devDependencies } = JSON.parse(await read("package.json")) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const [runTime = "", built = ""] = page.split("### The page, bundled");

/** Package and licence of every table row. */
function rows(text: string): [name: string, licence: string][] {
  return [...text.matchAll(/^\| `([^`]+)`\s*\|([^|]+)\|([^|]+)\|/gm)].map(([, name, , licence]) => [
    name!,
    licence!.trim(),
  ]);
}

function names(text: string): string[] {
  return rows(text)
    .map(([name]) => name)
    .sort();
}

describe("docs/decisions/0006-dependencies.md", () => {
  test("lists every dependency, and no other", () => {
    expect(names(runTime)).toEqual(Object.keys(dependencies).sort());
    expect(names(built)).toEqual(Object.keys(devDependencies).sort());
  });

  test("tells the licence that each package states", async () => {
    for (const [name, licence] of rows(page)) {
      const stated = JSON.parse(await read(`node_modules/${name}/package.json`)).license as string;
      expect([name, licence]).toEqual([name, stated]);
    }
  });

  test("versions are exact", () => {
    for (const version of Object.values({ ...dependencies, ...devDependencies }))
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
