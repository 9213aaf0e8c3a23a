import { describe, expect, test } from "vitest";
import { readText, sourceFiles, trackedFiles } from "./house.ts";

const { dependencies, devDependencies } = JSON.parse(readText("package.json")) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const lock = JSON.parse(readText("package-lock.json")) as {
  packages: Record<string, { version?: string; resolved?: string; integrity?: string }>;
};

/** The first versions without the flaws that docs/security.md is about. */
const AT_LEAST = {
  hono: "4.13.11",
  "@hono/node-server": "2.1.7",
  ws: "8.21.0",
  vite: "8.0.5",
  dompurify: "3.4.17",
  vega: "6.2.0",
  "vega-interpreter": "2.2.1",
};

/** Data, not code: one row a line. */
const TABLES = ["kernels/protocol/error-codes.ts"];

/** Types of what has none. */
const DECLARATIONS = ["client/assets.d.ts", "test/client/mocha.d.ts"];

const FOLDERS = ["client", "docs", "kernels", "notebooks", "server", "test"];
const FILES = [
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "LICENSE",
  "README.md",
  "package-lock.json",
  "package.json",
  "tsconfig.json",
];

describe("package.json", () => {
  test.each(Object.entries(AT_LEAST))("has %s in version %s or newer", (name, least) => {
    const version = dependencies[name] ?? devDependencies[name] ?? "";
    expect(compare(version, least)).toBeGreaterThanOrEqual(0);
    const locked = lock.packages[`node_modules/${name}`]?.version ?? "";
    expect(compare(locked, least)).toBeGreaterThanOrEqual(0);
  });
});

describe("package-lock.json", () => {
  test("names no registry, so that a clone installs from its own", () => {
    const packages = Object.values(lock.packages);
    expect(packages.length).toBeGreaterThan(100);
    expect(packages.filter(({ resolved }) => resolved !== undefined)).toEqual([]);
    expect(readText("package-lock.json")).not.toMatch(/https?:\/\/[^"]*\.tgz/);
  });

  test("has the content hash of every package", () => {
    const without = Object.entries(lock.packages).filter(
      ([path, { integrity }]) => path !== "" && integrity === undefined,
    );
    expect(without.map(([path]) => path)).toEqual([]);
  });
});

describe("the repository", () => {
  test("has no other folder or file at its top than the house has", () => {
    const top = new Set(trackedFiles().map((path) => path.split("/")[0]!));
    const other = [...top].filter(
      (name) => !name.startsWith(".") && !FOLDERS.includes(name) && !FILES.includes(name),
    );
    expect(other).toEqual([]);
    expect([...FOLDERS, ...FILES].filter((name) => !top.has(name))).toEqual([]);
  });

  test("holds sources only, nothing that the compiler wrote", () => {
    const built = trackedFiles().filter(
      (path) => /\.(js|map|d\.ts|tsbuildinfo)$/.test(path) && !DECLARATIONS.includes(path),
    );
    expect(built.filter((path) => !path.includes("/fixtures/"))).toEqual([]);
  });

  test("has no source file of more than 300 lines, tables of data aside", () => {
    const long = sourceFiles()
      .map((path) => ({ path, lines: readText(path).split("\n").length - 1 }))
      .filter(({ path, lines }) => lines > 300 && !TABLES.includes(path));
    expect(long).toEqual([]);
  });

  test("has source files of which half have less than 100 lines", () => {
    const lines = sourceFiles()
      .map((path) => readText(path).split("\n").length - 1)
      .sort((a, b) => a - b);
    expect(lines[Math.floor(lines.length / 2)]).toBeLessThan(100);
  });
});

/** Negative when the first version is older. */
function compare(a: string, b: string): number {
  const [x, y] = [a, b].map((version) => version.split(".").map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (x![i] ?? Number.NaN) - (y![i] ?? Number.NaN);
    if (difference !== 0) return difference;
  }
  return 0;
}
