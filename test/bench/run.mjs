// `npm run bench [word …]`: builds, runs the benches whose name has one of the words, prints a table and writes
// dist/bench.json. `npm run bench analysis` runs those of the analysis functions.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import * as compile from "./compile.mjs";
import * as headless from "./headless.mjs";
import * as interrupt from "./interrupt.mjs";
import * as introspection from "./introspection.mjs";
import * as loops from "./loops.mjs";
import * as maps from "./maps.mjs";
import * as memory from "./memory.mjs";
import * as open from "./open.mjs";
import * as progress from "./progress.mjs";
import * as roundTrip from "./round-trip.mjs";
import * as runs from "./runs.mjs";
import * as start from "./start.mjs";
import * as stream from "./stream.mjs";

const root = join(import.meta.dirname, "../..");
const benches = [
  roundTrip,
  start,
  stream,
  compile,
  loops,
  introspection,
  progress,
  runs,
  maps,
  interrupt,
  headless,
  memory,
  open,
];
const LIMIT_MS = 300_000;

const words = process.argv.slice(2);
if (words[0] === "analysis") {
  const script = join(import.meta.dirname, "analysis/run.mjs");
  const result = spawnSync(process.execPath, [script, ...words.slice(1)], { stdio: "inherit" });
  process.exit(result.status ?? 1);
}

build();
const chosen = benches.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
if (chosen.length === 0) {
  process.stderr.write(`no bench has that name: ${benches.map(({ name }) => name).join(", ")}\n`);
  process.exit(2);
}
const machine = {
  node: process.version,
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform} ${process.arch}`,
  commit: commit(),
  at: new Date().toISOString(),
};
const rows = [];
for (const bench of chosen) {
  process.stderr.write(`${bench.name} …\n`);
  try {
    rows.push(...(await limited(bench.rows(), bench.name)).map((row) => judged(bench.name, row)));
  } catch (error) {
    rows.push({ bench: bench.name, name: `${bench.name} failed: ${error.message}`, met: false });
  }
}
print();
mkdirSync(join(root, "dist"), { recursive: true });
writeFileSync(join(root, "dist/bench.json"), `${JSON.stringify({ machine, rows }, null, 2)}\n`);
process.exit(rows.some(({ value }) => value === undefined) ? 1 : 0);

/** Server and kernel run built files; of the page it is enough that there is one. */
function build() {
  const vite = ["node_modules/vite/bin/vite.js", "build", "--config", "client/vite.config.ts"];
  const hasPage = existsSync(join(root, "dist/client/index.html"));
  const steps = [["node_modules/typescript/bin/tsc", "-b"], ["kernels/bundle.mjs"]];
  for (const step of hasPage ? steps : [...steps, vite]) {
    const { status } = spawnSync(process.execPath, step, { cwd: root, stdio: "inherit" });
    if (status !== 0) process.exit(1);
  }
}

function limited(task, name) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${name} took longer than ${LIMIT_MS / 1000} s`)),
      LIMIT_MS,
    );
  });
  return Promise.race([task, late]).finally(() => clearTimeout(timer));
}

/** A row and whether it meets its target: at most, or with `isLeast` at least. */
function judged(bench, row) {
  const { value, target, isLeast = false, reference } = row;
  const met = target === undefined ? undefined : isLeast ? value >= target : value <= target;
  const ratio = reference === undefined ? undefined : value / reference;
  return { bench, ...row, isLeast, ratio, met };
}

function print() {
  const { node, cpu, cores, commit: hash } = machine;
  const head = ["", "ours", "reference", "ratio", "target", ""];
  const lines = rows.map((row) => [
    row.name,
    row.value === undefined ? "" : `${short(row.value)} ${row.unit}`.trim(),
    row.reference === undefined ? "" : `${short(row.reference)} (${row.referenceName})`,
    row.ratio === undefined ? "" : short(row.ratio),
    row.target === undefined ? "" : `${row.isLeast ? "≥" : "≤"} ${short(row.target)}`,
    row.met === undefined ? "" : row.met ? "met" : "MISSED",
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...lines].map((line) => line[i].length)));
  process.stdout.write(`\nNode ${node}, ${cpu}, ${cores} cores, commit ${hash}\n\n`);
  for (const line of [head, ...lines])
    process.stdout.write(
      `${line
        .map((text, i) => text.padEnd(widths[i]))
        .join("  ")
        .trimEnd()}\n`,
    );
}

function short(value) {
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0);
}

function commit() {
  try {
    const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
    const changed = git("status", "--porcelain") === "" ? "" : " and changes";
    return git("rev-parse", "--short", "HEAD") + changed;
  } catch {
    return "unknown";
  }
}
