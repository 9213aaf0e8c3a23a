import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build } from "vite";

/** What may travel, as brotli, before the first keystroke: JavaScript and styles of page and editor. */
const BUDGET = 1.2e6;

/** Builds the page; says what is wrong when too much of it is needed before the first keystroke. */
export async function checkWeight(root) {
  await build({ configFile: join(root, "client/vite.config.ts"), logLevel: "warn" });
  const folder = join(root, "dist/client/assets");
  const isLater = /^(vega|charts?)[-.]/;
  const sizes = readdirSync(folder)
    .filter((name) => /\.(js|css)$/.test(name) && !isLater.test(name))
    .map((name) => [name, brotliCompressSync(readFileSync(join(folder, name))).length]);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  console.log(`Before the first keystroke: ${(total / 1e6).toFixed(2)} MB brotli`);
  if (total <= BUDGET) return undefined;
  const list = sizes.map(([name, size]) => `${name} ${(size / 1e3).toFixed(0)} kB`).join(", ");
  return `The page needs ${total} bytes before the first keystroke, the budget is ${BUDGET}: ${list}`;
}
