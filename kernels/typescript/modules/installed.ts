import { existsSync, readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import type { PackageSpecifier } from "./specifiers.ts";

/** Resolves from holdfast's own folder. */
export const ownRequire = createRequire(import.meta.url);

/**
 * Where a package is found: beside the notebook (its folder and those above), among holdfast's own, or nowhere.
 * Looked for before Node does: Node remembers that a package was not there, also when it is installed later.
 */
export function whereIs(
  { name }: PackageSpecifier,
  beside: NodeJS.Require,
  folder: string,
): "beside" | "own" | "nowhere" {
  if (isBuiltin(name) || hasFolder(beside, name) || nearestPackage(folder) === name)
    return "beside";
  return hasFolder(ownRequire, name) ? "own" : "nowhere";
}

function hasFolder(require: NodeJS.Require, name: string): boolean {
  const folders = require.resolve.paths(name) ?? [];
  return folders.some((folder) => existsSync(join(folder, name)));
}

/** The name of the package that the folder belongs to: it may import itself. */
function nearestPackage(folder: string): string | undefined {
  const file = join(folder, "package.json");
  if (existsSync(file)) {
    try {
      const { name } = JSON.parse(readFileSync(file, "utf8")) as { name?: unknown };
      return typeof name === "string" ? name : undefined;
    } catch {
      return undefined;
    }
  }
  return dirname(folder) === folder ? undefined : nearestPackage(dirname(folder));
}
