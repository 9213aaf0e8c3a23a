import { execFileSync } from "node:child_process";

/** Kernels run built code: build before any integration test, so that none runs an old kernel. */
export function setup(): void {
  const root = new URL("../../", import.meta.url).pathname;
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-b"], {
    cwd: root,
    stdio: "inherit",
  });
}
