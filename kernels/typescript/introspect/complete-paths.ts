import { readdirSync } from "node:fs";
import { builtinModules } from "node:module";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Match } from "./complete.ts";

const MAX_ENTRIES = 500;

/** Files and folders that go on with a path in a string; relative ones begin at the notebook's folder. */
export function completePath(prefix: string, folder: string): Match[] {
  const cut = prefix.lastIndexOf("/") + 1;
  const written = prefix.slice(0, cut);
  const begun = prefix.slice(cut);
  const asked = written.startsWith("~/") ? join(homedir(), written.slice(2)) : written;
  return entriesOf(resolve(folder, asked))
    .filter(
      ({ name }) => name.startsWith(begun) && (begun.startsWith(".") || !name.startsWith(".")),
    )
    .slice(0, MAX_ENTRIES)
    .map((entry) => ({
      text: `${written}${entry.name}${entry.isDirectory() ? "/" : ""}`,
      type: entry.isDirectory() ? "folder" : "file",
    }));
}

/** Modules that an import can name: Node's, ours, packages beside the notebook and above. */
export function completeModule(prefix: string, folder: string): Match[] {
  if (/^\.{0,2}\//.test(prefix)) return completePath(prefix, folder);
  const names = new Set(["holdfast", "holdfast/analysis", ...installedFrom(folder)]);
  for (const name of builtinModules)
    if (!name.startsWith("_")) names.add(`node:${name.replace(/^node:/, "")}`);
  return [...names]
    .filter((name) => name.startsWith(prefix) || name.startsWith(`node:${prefix}`))
    .slice(0, MAX_ENTRIES)
    .map((text) => ({ text, type: "module" }));
}

function installedFrom(folder: string): string[] {
  const packages = join(folder, "node_modules");
  const found = entriesOf(packages).flatMap(({ name }) => {
    if (name.startsWith(".")) return [];
    if (!name.startsWith("@")) return [name];
    return entriesOf(join(packages, name)).map((inner) => `${name}/${inner.name}`);
  });
  const above = dirname(folder);
  return above === folder ? found : [...found, ...installedFrom(above)];
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return []; // not there, or not to be read: nothing to offer
  }
}
