import { readFileSync, statSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { importedModules, parseCell } from "../../source/index.ts";
import { eraseFile, isTypeScript } from "./erase-file.ts";

/** Endings that an import may leave out, in the order in which they are tried. */
const ENDINGS = [".ts", ".js", ".mjs", ".tsx", "/index.ts", "/index.js"];

/** The file that a local import means: as written, `x.ts` for `x.js` as compilers have it, or without its ending. */
export function findLocalFile(path: string): string | undefined {
  if (isFile(path)) return path;
  const typed = path.replace(/\.([cm]?)js$/, ".$1ts");
  if (typed !== path && isFile(typed)) return typed;
  return ENDINGS.map((ending) => path + ending).find(isFile);
}

/** Tells whether a specifier names a file and no package. */
export function isLocal(specifier: string): boolean {
  return /^(?:\.{0,2}\/|\.{1,2}$|file:)/.test(specifier);
}

/** The absolute path of a local specifier. */
export function pathOf(specifier: string, folder: string): string {
  return specifier.startsWith("file:") ? fileURLToPath(specifier) : resolve(folder, specifier);
}

/**
 * The file that a local specifier means, with the part of it that names no file: `./data.ts?v=2` and `./x.json#part`
 * mean the file, as in browsers, unless one has that very name.
 */
export function localFile(
  specifier: string,
  folder: string,
): { readonly path: string | undefined; readonly asked: string; readonly query: string } {
  const whole = pathOf(specifier, folder);
  const found = findLocalFile(whole);
  const query = /[?#].*$/s.exec(specifier)?.[0] ?? "";
  if (found !== undefined || query === "") return { path: found, asked: whole, query: "" };
  const asked = pathOf(specifier.slice(0, -query.length), folder);
  return { path: findLocalFile(asked), asked, query };
}

/**
 * A mark that changes when the file, or a local file that it imports, changes: a part of its address, so that an
 * import after a change gives the new module, and without one the same module as before.
 */
export function stampOf(path: string): string {
  let newest = 0n;
  for (const file of withImports(path, new Set())) {
    const { mtimeNs, size } = statSync(file, { bigint: true });
    newest = newest * 31n + mtimeNs + size;
  }
  return BigInt.asUintN(64, newest).toString(36);
}

/**
 * The address under which Node loads a file: it changes with the file, so that an import after a change gives the new
 * module; with another query it is another module, as in browsers.
 */
export function addressOf(path: string, query: string): string {
  const own = query.replace(/^\?/, "&");
  return `${pathToFileURL(path).href}?t=${stampOf(path)}${query.startsWith("?") ? own : query}`;
}

function withImports(path: string, found: Set<string>): Set<string> {
  if (found.has(path) || path.includes("/node_modules/")) return found;
  found.add(path);
  for (const imported of importsOf(path)) withImports(imported, found);
  return found;
}

const known = new Map<string, { mtimeNs: bigint; imports: readonly string[] }>();

/** The local files that a file imports; none for one that cannot be parsed: its import says why. */
function importsOf(path: string): readonly string[] {
  if (!/\.[cm]?[jt]sx?$/.test(extname(path))) return [];
  const { mtimeNs } = statSync(path, { bigint: true });
  const before = known.get(path);
  if (before?.mtimeNs === mtimeNs) return before.imports;
  const imports = readImports(path);
  known.set(path, { mtimeNs, imports });
  return imports;
}

function readImports(path: string): string[] {
  try {
    const code = isTypeScript(path) ? eraseFile(path).code : readFileSync(path, "utf8");
    return importedModules(parseCell(code))
      .filter(isLocal)
      .map((specifier) => localFile(specifier, dirname(path)).path)
      .filter((file) => file !== undefined);
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
