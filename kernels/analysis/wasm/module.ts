import type { Kernels } from "./signatures.ts";

/** Linear memory of an instance. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface WebAssemblyApi {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
  Memory: new (limits: { initial: number; maximum: number }) => WasmMemory;
}

/** The parts of the run time that need not be there: a browser has no files, and neither types nor Node promise the rest. */
interface Runtime {
  WebAssembly?: WebAssemblyApi;
  process?: { getBuiltinModule?(name: "node:fs"): { readFileSync(url: URL): Uint8Array } };
}
const runtime = globalThis as unknown as Runtime;

let compiled: { readonly module: object | undefined } | undefined;

/** Reads and compiles the kernels, once; absent where there is no WebAssembly, no SIMD or no file. */
function compile(): object | undefined {
  try {
    const { url } = import.meta;
    // Beside this module in built code. Not a literal in the URL, or a bundler would pack the file.
    const built = url.endsWith(".ts") ? "../../../dist/kernels/analysis/wasm/" : "./";
    const place = new URL(`${built}kernels.wasm`, url);
    const bytes = runtime.process!.getBuiltinModule!("node:fs").readFileSync(place);
    return new runtime.WebAssembly!.Module(bytes);
  } catch {
    // Every caller has a TypeScript twin with the same results.
    return undefined;
  }
}

/** The compiled kernels, which another thread can use as they are; undefined where there are none. */
export function compiledKernels(): object | undefined {
  compiled ??= { module: compile() };
  return compiled.module;
}

/** Uses the kernels that another thread has compiled: what is hot there is fast here from the start. */
export function useKernels(module: object | undefined): void {
  if (module !== undefined) compiled = { module };
}

/**
 * Makes an instance of the kernels with a memory of its own. Synchronous: the file is a few kilobytes and is read on first use.
 *
 * @param pages pages of 64 KiB at first, and at most
 * @returns undefined when there is no WebAssembly or no such memory: the caller then does the work in TypeScript
 */
export function instantiate(
  initial: number,
  maximum: number,
): { readonly kernels: Kernels; readonly memory: WasmMemory } | undefined {
  const module = compiledKernels();
  if (module === undefined) return undefined;
  const { Instance, Memory } = runtime.WebAssembly!;
  try {
    const memory = new Memory({ initial, maximum });
    const { exports } = new Instance(module, { env: { memory } });
    return { kernels: exports as Kernels, memory };
  } catch {
    return undefined;
  }
}
