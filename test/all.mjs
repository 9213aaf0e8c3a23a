// Everything that `npm test` checks, in the order of cost; the last line is "N passed, N failed".
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureChromium } from "./chromium.mjs";

const root = join(import.meta.dirname, "..");
const vitestReport = join(root, "dist/vitest.json");
let passed = 0;
let failed = 0;

/** Runs a command of the project; gives what it printed when `capture` is set. */
function run(title, args, { capture = false, env = {} } = {}) {
  process.stdout.write(`\n== ${title}\n`);
  const result = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ["ignore", capture ? "pipe" : "inherit", "inherit"],
    encoding: "utf8",
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (capture) process.stdout.write(result.stdout ?? "");
  return { ok: result.status === 0, text: result.stdout ?? "" };
}

/** A check that is one: passed or failed. */
function check(title, args) {
  if (run(title, args).ok) passed++;
  else failed++;
}

const bin = (path) => join(root, "node_modules", path);
check("Types", [bin("typescript/bin/tsc"), "-b"]);
check("Lint and borders", [bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings"]);
check("Unused code and dependencies", [bin("knip/bin/knip.js")]);

const chromium = ensureChromium();
if (!chromium) failed++;
const env = chromium ? { CHROMIUM: chromium } : {};

// One project after the other: they share built files and two cores.
for (const project of ["unit", "integration", "e2e"]) {
  rmSync(vitestReport, { force: true });
  const { ok } = run(
    `Tests: ${project}`,
    [
      bin("vitest/vitest.mjs"),
      "run",
      "--config",
      "test/vitest.config.ts",
      "--project",
      project,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${vitestReport}`,
    ],
    { env },
  );
  if (existsSync(vitestReport)) {
    const report = JSON.parse(readFileSync(vitestReport, "utf8"));
    passed += report.numPassedTests;
    failed += report.numFailedTests + report.numPendingTests + report.numTodoTests;
    // A file that cannot be loaded has no failed test of its own.
    if (!ok && report.numFailedTests === 0) failed++;
  } else failed++;
}

const browser = run("Components in Chromium", [join(root, "test/browser/run.mjs")], {
  capture: true,
  env,
});
const counts = /(\d+) passed, (\d+) failed\s*$/.exec(browser.text);
if (counts) {
  passed += Number(counts[1]);
  failed += Number(counts[2]);
}
if (!browser.ok && !(counts && Number(counts[2]) > 0)) failed++;

process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
