// Compiles the WebAssembly of kernels/analysis into dist, beside its built JavaScript, when it is older than its sources.
import { mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");
/** Where the compiled kernels are once this module is loaded. */
export const wasmFile = join(root, "dist/kernels/analysis/wasm/kernels.wasm");
const folder = "kernels/analysis/wasm/assembly";
const sources = readdirSync(join(root, folder))
  .filter((name) => name.endsWith(".ts"))
  .map((name) => `${folder}/${name}`);

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const newest = ["package-lock.json", "kernels/wasm.mjs", ...sources]
  .map((path) => modified(join(root, path)))
  .reduce((a, b) => Math.max(a, b));

if (modified(wasmFile) < newest) await compile();

async function compile() {
  const { default: asc } = await import("assemblyscript/asc");
  mkdirSync(dirname(wasmFile), { recursive: true });
  // Written aside: who reads the old file meanwhile gets a whole one.
  const draft = `${wasmFile}.${process.pid}.wasm`;
  const { error, stderr } = await asc.main([
    ...sources,
    ...["--baseDir", root, "--outFile", draft, "--enable", "simd", "-O3", "--noAssert"],
    // The caller brings the memory and places all arrays: nothing is allocated inside.
    ...["--runtime", "stub", "--importMemory", "--noExportMemory"],
  ]);
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  renameSync(draft, wasmFile);
}
