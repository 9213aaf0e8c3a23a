#!/usr/bin/env node
// The command. Kept small: `--version` must not load the server.
import { existsSync, readFileSync } from "node:fs";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`holdfast needs Node 20.19 or newer, this is ${process.versions.node}\n`);
  process.exit(2);
}
const argv = process.argv.slice(2);
if (argv[0] === "--version" || argv[0] === "-v") {
  const { version } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  );
  process.stdout.write(`${version}\n`);
} else {
  const built = new URL("../../dist/server/cli/main.js", import.meta.url);
  if (!existsSync(built)) {
    process.stderr.write("holdfast is not built: run `npm run build` in its folder first\n");
    process.exit(2);
  }
  const { main } = await import(built.href).catch((error) => {
    // No descriptor is left to read our own files with, say: that is no mistake of ours.
    if (typeof error?.syscall !== "string") throw error;
    process.stderr.write(`holdfast: HF_SYSTEM: The system refused something. ${error.message}\n`);
    process.exit(2);
  });
  process.exitCode = await main(argv);
}
