import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Names of values that a module re-exports, with the file that declares each. */
export function exportsOf(file) {
  const found = new Map();
  const source = readFileSync(file, "utf8");
  for (const [, from] of source.matchAll(/^export \* from "([^"]+)"/gm))
    for (const [name, target] of exportsOf(join(dirname(file), from))) found.set(name, target);
  for (const [, names, from] of source.matchAll(/^export \{([^}]*)\} from "([^"]+)"/gms)) {
    const target = join(dirname(file), from);
    const inner = exportsOf(target);
    for (const item of names.split(",")) {
      const name = item.trim();
      if (name !== "" && !name.startsWith("type ")) found.set(name, inner.get(name) ?? target);
    }
  }
  return found;
}
