import { execFileSync } from "node:child_process";

/** The server runs built code and serves the built page. */
export function setup(): void {
  const root = new URL("../../", import.meta.url).pathname;
  const build = (...args: string[]): Buffer =>
    execFileSync(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
      // The page as it is built for people: the test runner's own mode would put Lit in its development mode.
      env: { ...process.env, NODE_ENV: "production" },
    });
  build("node_modules/typescript/bin/tsc", "-b");
  build(
    "node_modules/vite/bin/vite.js",
    "build",
    "--config",
    "client/vite.config.ts",
    "--logLevel",
    "silent",
  );
}
