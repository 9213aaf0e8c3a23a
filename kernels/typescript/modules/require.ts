import { statSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, isAbsolute } from "node:path";
import { isTypeScript } from "./erase-file.ts";
import { asModule, refuseForeign } from "./foreign-modules.ts";
import { ownRequire, whereIs } from "./installed.ts";
import { asMissing, packageMissing } from "./missing-package.ts";
import { packageOf } from "./specifiers.ts";

/**
 * `require` of a cell: from the notebook's folder upwards, then holdfast's own packages. A local file that changed
 * since it was required, or that requires one that did, is read anew.
 */
export function cellRequire(notebookPath: string): NodeJS.Require {
  const beside = createRequire(notebookPath);
  const folder = dirname(notebookPath);
  const seen = new Map<string, number>();
  const resolve = (id: string, options?: { paths?: string[] }): string => {
    const asked = packageOf(id);
    if (!asked || options) return beside.resolve(asked?.path ?? id, options);
    const where = whereIs(asked, beside, folder);
    if (where === "nowhere") throw packageMissing(asked, folder);
    return (where === "own" ? ownRequire : beside).resolve(asked.path);
  };
  const load = (id: string): unknown => {
    const path = resolve(id);
    if (isTypeScript(path))
      throw new TypeError(`require cannot load TypeScript: use import(${JSON.stringify(id)})`);
    forgetChanged(beside.cache, path, seen);
    const loaded: unknown = beside(path);
    for (const file of localFiles(beside.cache, path)) seen.set(file, changedAt(file));
    return loaded;
  };
  const require = (id: string): unknown => {
    if (typeof id !== "string")
      throw new TypeError(`require: the module's name must be a string, got ${typeof id}`);
    if (!isBuiltin(id)) refuseForeign(id, "require");
    try {
      return load(id);
    } catch (error) {
      throw asModule(asMissing(error, id, folder), id);
    }
  };
  return Object.assign(require, {
    resolve: Object.assign(resolve, { paths: beside.resolve.paths }),
    cache: beside.cache,
    extensions: beside.extensions,
    main: beside.main,
  }) as unknown as NodeJS.Require;
}

/** Drops a local module from the cache when it, or a local one that it requires, changed since it was loaded. */
export function forgetChanged(
  cache: NodeJS.Dict<NodeJS.Module>,
  path: string,
  seen: ReadonlyMap<string, number>,
): void {
  const files = localFiles(cache, path);
  if (!files.some((file) => seen.get(file) !== changedAt(file))) return;
  for (const file of files) delete cache[file];
}

/** A loaded module and all that it requires, without those of packages. */
function localFiles(cache: NodeJS.Dict<NodeJS.Module>, path: string): string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    const module = cache[file];
    if (!module || found.has(file) || file.includes("/node_modules/")) return;
    found.add(file);
    for (const { filename } of module.children) visit(filename);
  };
  if (isAbsolute(path)) visit(path);
  return [...found];
}

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
