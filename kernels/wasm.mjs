// Compiles the WebAssembly of kernels/analysis into dist, beside its built JavaScript, when it is older than its sources; the types of
// what it exports go from the compiler into the sources.
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";

const root = join(import.meta.dirname, "..");
/** Where the compiled kernels are once this module is loaded. */
export const wasmFile = join(root, "dist/kernels/analysis/wasm/kernels.wasm");
const signaturesFile = join(root, "kernels/analysis/wasm/signatures.ts");
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
  const { bytes, declarations } = await compileKernels();
  mkdirSync(dirname(wasmFile), { recursive: true });
  // Written aside: who reads the old file meanwhile gets a whole one.
  const draft = `${wasmFile}.${process.pid}.wasm`;
  writeFileSync(draft, bytes);
  renameSync(draft, wasmFile);
  const signatures = signaturesOf(declarations);
  if (readFileSync(signaturesFile, "utf8") !== signatures)
    writeFileSync(signaturesFile, signatures);
}

/** What the compiler gives: the module, and declarations of its exports. */
export async function compileKernels() {
  const { default: asc } = await import("assemblyscript/asc");
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      ...sources,
      ...["--baseDir", root, "--outFile", "kernels.wasm", "--enable", "simd", "-O3", "--noAssert"],
      // The caller brings the memory and places all arrays: nothing is allocated inside.
      ...["--runtime", "stub", "--importMemory", "--noExportMemory", "--bindings", "raw"],
    ],
    { writeFile: (name, content) => void files.set(extname(name), content) },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  return { bytes: files.get(".wasm"), declarations: files.get(".ts") };
}

/** The source text of the type of the exports, laid out as the formatter would. */
export function signaturesOf(declarations) {
  const pattern =
    /\* kernels\/analysis\/wasm\/(\S+)\/\w+\n[^/]*\*\/\s*export function (\w+)\((.*)\): (\w+);/g;
  const lines = [...declarations.matchAll(pattern)].flatMap(
    ([, module, name, parameters, result]) => {
      const whole = `  ${name}(${parameters}): ${result};`;
      const each = parameters.split(", ").map((parameter) => `    ${parameter},`);
      const signature = whole.length <= 100 ? [whole] : [`  ${name}(`, ...each, `  ): ${result};`];
      return [`  /** See \`${module}.ts\`. */`, ...signature];
    },
  );
  return `// Written by kernels/wasm.mjs from what the compiler says.

/** What the compiled kernels export; pointers are byte offsets into the memory of their instance. */
export interface Kernels {
${lines.join("\n")}
}
`;
}
