// `npm run faults [rounds] [versions]`: every fault many times (default 100; interrupts and crashes 200), on Node 20, 22 and 24,
// which come as npm packages; prints a table. `npm test` makes each fault a few times.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const rounds = process.argv[2] ?? "100";
const versions = (process.argv[3] ?? "20,22,24").split(",");
const platform = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

/** The program of a Node major version: this one, or one installed into `.tmp/node-<major>`. */
function nodeOf(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const folder = join(root, ".tmp", `node-${major}`);
  const program = join(folder, "node_modules", platform, "bin", "node");
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    const installed = spawnSync(
      "npm",
      [
        "install",
        "--prefix",
        folder,
        "--no-save",
        "--no-audit",
        "--no-fund",
        `${platform}@${major}`,
      ],
      { stdio: "inherit" },
    );
    if (installed.status !== 0) throw new Error(`Node ${major} could not be installed`);
  }
  return program;
}

function faults(node, filter, count) {
  const args = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/vitest.config.ts"];
  const { status, stdout, stderr } = spawnSync(
    node,
    [...args, "--project", "integration", "--reporter", "verbose", filter],
    {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, FAULT_ROUNDS: String(count) },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const rows = stdout.match(/^FAULT .*$/gm) ?? [];
  return { ok: status === 0, rows, output: `${stdout}${stderr}` };
}

let failed = 0;
for (const major of versions) {
  const node = nodeOf(major);
  for (const [filter, count] of [
    ["faults/interrupts", 2 * Number(rounds)],
    ["faults/locks", Number(rounds)],
    // Three crashes in each round.
    ["faults/runs", Math.ceil((2 * Number(rounds)) / 3)],
    ["faults/stale-kernels", Math.ceil(Number(rounds) / 2)],
    ["faults/bit-flips", Number(rounds)],
    ["faults/disk-full", Math.ceil(Number(rounds) / 5)],
  ]) {
    const { ok, rows, output } = faults(node, filter, count);
    for (const row of rows) process.stdout.write(`${row.slice("FAULT ".length)}\n`);
    if (ok && rows.length > 0) continue;
    failed++;
    process.stdout.write(`${filter} failed on Node ${major}:\n${output}\n`);
  }
}
process.exit(failed > 0 ? 1 : 0);
