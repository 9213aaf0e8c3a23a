// What `npm start` and `npm test` do on a fresh clone: install, build, then go. Only Node's own modules here.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs a command in the project's folder and ends with its exit code when it fails. */
function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function npm(...args) {
  const cli = process.env.npm_execpath;
  if (cli) run(process.execPath, [cli, ...args]);
  else run("npm", args);
}

function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

/** The newest change of any file below these folders. */
function newest(folders) {
  let time = 0;
  for (const folder of folders) {
    for (const entry of readdirSync(`${root}${folder}`, { recursive: true, withFileTypes: true })) {
      if (entry.isFile())
        time = Math.max(time, statSync(`${entry.parentPath ?? entry.path}/${entry.name}`).mtimeMs);
    }
  }
  return time;
}

function install() {
  const stamp = `${root}node_modules/.installed`;
  if (modified(stamp) >= modified(`${root}package-lock.json`)) return;
  process.stdout.write("Installing packages…\n");
  // Not `npm ci`: it refuses a lock file that lacks an optional package of another platform, and a registry
  // need not have them all. This installs what the lock file says and leaves it as it is.
  npm("install", "--no-save", "--no-audit", "--no-fund");
  writeFileSync(stamp, "");
}

/** Builds what is older than its sources. */
function build() {
  const config = Math.max(
    modified(`${root}package-lock.json`),
    modified(`${root}.tsconfig.base.json`),
  );
  const shared = newest(["kernels/protocol", "kernels/source"]);
  step("server", Math.max(config, shared, newest(["kernels", "server"])), "build:types");
  step("kernel", Math.max(config, newest(["kernels"])), "build:kernel");
  step("client", Math.max(config, shared, newest(["client", "kernels/analysis"])), "build:client");
}

function step(name, changed, script) {
  const stamp = `${root}dist/.built-${name}`;
  if (modified(stamp) >= changed && changed > 0) return;
  process.stdout.write(`Building the ${name}…\n`);
  npm("run", "--silent", script);
  mkdirSync(`${root}dist`, { recursive: true });
  writeFileSync(stamp, "");
}

const [command, ...rest] = process.argv.slice(2);
install();
build();
if (command === "start") {
  const { main } = await import(new URL("../../dist/server/cli/main.js", import.meta.url).href);
  process.exitCode = await main(["serve", `${root}notebooks`, ...rest]);
} else if (command === "test") {
  run(process.execPath, [`${root}test/all.mjs`, ...rest]);
} else if (command !== "build") {
  process.stderr.write(`bootstrap: unknown command ${command}\n`);
  process.exitCode = 2;
}
