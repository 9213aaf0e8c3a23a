import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const { compileKernels, signaturesOf } = (await import(new URL("kernels/wasm.mjs", root).href)) as {
  compileKernels(): Promise<{ bytes: Uint8Array; declarations: string }>;
  signaturesOf(declarations: string): string;
};

test("the types of the compiled kernels are those that the compiler tells", async () => {
  const { bytes, declarations } = await compileKernels();
  const text = signaturesOf(declarations);
  const file = new URL("kernels/analysis/wasm/signatures.ts", root);
  expect(await readFile(file, "utf8")).toBe(text);
  const { WebAssembly } = globalThis as unknown as {
    WebAssembly: {
      Module: { new (bytes: Uint8Array): object; exports(module: object): { name: string }[] };
    };
  };
  const names = WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
  expect([...text.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name).sort()).toEqual(names.sort());
}, 60_000);
