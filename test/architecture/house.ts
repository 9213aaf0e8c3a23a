import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What each folder may import of ours beside itself: the picture in docs/architecture.md. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "kernels/protocol": [],
  "kernels/source": [],
  "kernels/analysis": [],
  "kernels/typescript": ["kernels/protocol", "kernels/source", "kernels/analysis"],
  server: ["kernels/protocol", "kernels/source"],
  client: ["kernels/protocol", "kernels/source", "kernels/analysis"],
};

/** Folders whose code also runs in a browser: no module of Node. */
export const WITHOUT_NODE = ["kernels/protocol", "kernels/source", "client"];

/** Built or run by tools, not part of the page. */
const CONFIGS = ["client/vite.config.ts"];

/** Files that the repository keeps or will keep, with paths from its root. */
export function trackedFiles(): string[] {
  const out = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return out.split("\n").filter((path) => path !== "");
}

/** The source files of the product. */
export function sourceFiles(): string[] {
  return trackedFiles().filter(
    (path) => folderOf(path) !== undefined && /\.(ts|mjs)$/.test(path) && !CONFIGS.includes(path),
  );
}

/** The folder of MAY_IMPORT that a path lies in. */
export function folderOf(path: string): string | undefined {
  return Object.keys(MAY_IMPORT).find((folder) => path.startsWith(`${folder}/`));
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** What a file imports: statically, for its types, or while it runs. */
export function importsOf(path: string): string[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)["']([^"']+)["']/gm;
  return [...readText(path).matchAll(pattern)].map(([, name]) => name!);
}

/** The path from the root that a relative import means. */
export function targetOf(path: string, name: string): string {
  return join(dirname(path), name);
}
