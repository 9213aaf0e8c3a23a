// Bundles the kernel into dist/kernel: a kernel starts from a few files instead of a few hundred.
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { wasmFile } from "./wasm.mjs";

const folder = import.meta.dirname;
const outdir = join(folder, "../dist/kernel");

rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: {
    main: join(folder, "typescript/main.ts"),
    "guard-thread": join(folder, "typescript/process/guard-thread.ts"),
    "unit-worker": join(folder, "analysis/workers/unit-worker.ts"),
    "typescript-loader": join(folder, "typescript/runtime/typescript-loader.ts"),
  },
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  // Chunks lie beside the entries: `new URL("./guard-thread.js", import.meta.url)` and "./unit-worker.js" hold in each.
  chunkNames: "[name]-[hash]",
  // Native or large, and loaded on use only.
  external: ["oxc-transform", "parquet-wasm", "@uwdata/flechette", "@e965/xlsx"],
  banner: {
    // Bundled CommonJS asks for Node's modules by require.
    js: 'import { createRequire as holdfastCreateRequire } from "node:module"; const require = holdfastCreateRequire(import.meta.url);',
  },
  logLevel: "warning",
  logOverride: { "unsupported-dynamic-import": "silent" }, // packages of holdfast itself, by their own names
});
// Beside the chunks, as beside the built JavaScript.
copyFileSync(wasmFile, join(outdir, "kernels.wasm"));
