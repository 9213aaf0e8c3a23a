import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { ROOT, trackedFiles } from "../architecture/house.ts";

const tracked = trackedFiles();
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(`${ROOT}docs`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** Names of source files in a page: a path from the root, or from a folder that was named before. */
function filesNamedIn(page: string): string[] {
  const text = readFileSync(`${ROOT}${page}`, "utf8");
  return [...text.matchAll(/`([\w./-]+\.(?:ts|mjs))`/g)].map(([, name]) => name!);
}

/** Names of files that a reader is told to make, or that are not ours. */
const EXAMPLES =
  /^(?:\.{1,2}\/|x\.|plain|model|lib|math|data|rates|helper|utils|own|other|file|a\.|b\.)/;

test.each(pages)("every file that %s names exists", (page) => {
  const missing = filesNamedIn(page).filter(
    (name) =>
      !EXAMPLES.test(name) &&
      !tracked.some((path) => path === name || path.endsWith(`/${name}`)) &&
      !tracked.some((path) => !name.includes("/") && basename(path) === name),
  );
  expect(missing).toEqual([]);
});
