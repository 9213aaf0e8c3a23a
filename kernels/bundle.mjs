// Bundles the kernel into dist/kernel: a kernel starts from a few files instead of a few hundred.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { analysisFamilies } from "./analysis-families.mjs";
import { builtinDocs } from "./builtin-docs.mjs";
import { wasmFile } from "./wasm.mjs";

const folder = import.meta.dirname;
const outdir = join(folder, "../dist/kernel");

/**
 * Globals that the kernel's code is bound to as the kernel found them: a cell that sets `globalThis.Promise` breaks
 * its own code only. Math and the typed arrays stay global: hot loops of the analysis functions use them, and V8
 * treats a global that never changed as a constant.
 */
const OWN_GLOBALS =
  "Array BigInt Buffer Date Error JSON Map Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError TypeError URL WeakMap clearTimeout performance process queueMicrotask structuredClone";

rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });
const globals = join(outdir, "globals.mjs");
writeFileSync(
  globals,
  OWN_GLOBALS.split(" ")
    .map((name) => `export const ${name} = globalThis.${name};\n`)
    .join(""),
);
const common = {
  outdir,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  // Native or large, and loaded on use only.
  external: ["oxc-transform", "tinypool", "parquet-wasm", "@uwdata/flechette", "@e965/xlsx"],
  banner: {
    // Bundled CommonJS asks for Node's modules by require.
    js: 'import { createRequire as holdfastCreateRequire } from "node:module"; const require = holdfastCreateRequire(import.meta.url);',
  },
  logLevel: "warning",
  logOverride: { "unsupported-dynamic-import": "silent" }, // packages of holdfast itself, by their own names
};
await build({
  ...common,
  entryPoints: {
    main: join(folder, "typescript/main.ts"),
    "guard-thread": join(folder, "typescript/process/guard-thread.ts"),
    loader: join(folder, "typescript/modules/loader.ts"),
    "using-helper": join(folder, "typescript/modules/using-helper.ts"),
    analysis: "analysis:all",
  },
  plugins: [await analysisFamilies(common)],
  splitting: true,
  inject: [globals],
  // Chunks lie beside the entries: `new URL("./guard-thread.js", import.meta.url)` and "./unit-worker.js" hold in each.
  chunkNames: "[name]-[hash]",
});
// In one piece: chunks shared with it would cut the analysis functions, which every kernel loads, into many files.
await build({
  ...common,
  entryPoints: {
    "unit-worker": join(folder, "analysis/worker/unit-worker.ts"),
    "map-worker": join(folder, "typescript/map/map-worker.ts"),
  },
});
rmSync(globals);
for (const name of readdirSync(outdir).filter((file) => file.endsWith(".js"))) {
  const path = join(outdir, name);
  writeFileSync(path, withOwnNames(readFileSync(path, "utf8")));
}
writeFileSync(join(outdir, "builtin-docs.json"), JSON.stringify(await builtinDocs()));
// Beside the chunks, as beside the built JavaScript.
copyFileSync(wasmFile, join(outdir, "kernels.wasm"));

/**
 * The bundler gives a class that names itself another name inside (`var Table = class _Table {…}`): people read it, and
 * what is saved of variables is known again by it.
 */
function withOwnNames(code) {
  return code.replace(/^( *)(?:var )?(\w+) = class _\2\b[\s\S]*?^\1};$/gm, (text, _, name) =>
    text.replace(new RegExp(`(?<![\\w$])_${name}(?![\\w$])`, "g"), name),
  );
}
