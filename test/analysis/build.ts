import { execFileSync } from "node:child_process";

/** Compiles the WebAssembly before the tests, so that none runs an old one or the TypeScript twins alone. */
export function setup(): void {
  const root = new URL("../../", import.meta.url).pathname;
  execFileSync(process.execPath, ["kernels/wasm.mjs"], { cwd: root, stdio: "inherit" });
}
