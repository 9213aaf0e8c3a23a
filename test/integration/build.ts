import { execFileSync } from "node:child_process";

/** Kernels run built code: build before any integration test, so that none runs an old kernel. */
export function setup(): void {
  const root = new URL("../../", import.meta.url).pathname;
  for (const args of [["node_modules/typescript/bin/tsc", "-b"], ["kernels/bundle.mjs"]]) {
    execFileSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  }
}
