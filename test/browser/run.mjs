#!/usr/bin/env node
// Builds the page, checks its weight, bundles test/client and runs it in Chromium.
// usage: node test/browser/run.mjs [part of a test file's name]
import { rmSync } from "node:fs";
import { join } from "node:path";
import { startTestRunner } from "@web/test-runner";
import { chromeLauncher } from "@web/test-runner-chrome";
import { findChromium } from "../chromium.mjs";
import { bundleTests } from "./bundle.mjs";
import { checkWeight } from "./weight.mjs";

const root = join(import.meta.dirname, "../..");
const output = join(root, "dist/test-client");
const chosen = process.argv[2] ?? "";
const failures = [];
let passed = 0;

const executablePath = findChromium();
if (!executablePath) {
  console.error("No Chromium found. Install it (Debian: apt install chromium) or set CHROMIUM.");
  console.error("0 passed, 1 failed");
  process.exit(1);
}

if (chosen === "") {
  const fault = await checkWeight(root);
  if (fault) failures.push(fault);
  else passed++;
}

rmSync(output, { recursive: true, force: true });
const files = await bundleTests(root, output, chosen);
await runTests(files);

for (const failure of failures) console.error(`\n✗ ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);

async function runTests(files) {
  const runner = await startTestRunner({
    readCliArgs: false,
    readFileConfig: false,
    autoExitProcess: false,
    config: {
      rootDir: output,
      files,
      concurrency: 1,
      testsStartTimeout: 60_000,
      testsFinishTimeout: 300_000,
      browserStartTimeout: 60_000,
      browsers: [chromeLauncher({ launchOptions: { executablePath, args: chromiumArgs() } })],
      testFramework: { config: { timeout: "60000" } },
      testRunnerHtml: (testFramework) =>
        `<!doctype html><html lang="en"><head><title>holdfast</title><meta name="viewport" content="width=device-width">
        <link rel="stylesheet" href="/styles.css"></head><body><script type="module" src="${testFramework}"></script></body></html>`,
      reporters: [{ onTestRunFinished: ({ sessions }) => count(sessions) }],
    },
  });
  await new Promise((resolve) => runner.on("finished", resolve));
  await runner.stop();
}

function chromiumArgs() {
  return [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
}

function count(sessions) {
  for (const session of sessions) {
    const file = session.testFile.split("/").at(-1);
    for (const error of session.errors)
      failures.push(`${file}: ${error.message}\n${error.stack ?? ""}`);
    for (const { type, args } of session.logs ?? [])
      if (type === "error") console.error(`${file}:`, ...(args ?? []));
    if (session.testResults) countSuite(session.testResults, file);
  }
}

function countSuite(suite, name) {
  for (const test of suite.tests) {
    if (test.passed) passed++;
    else
      failures.push(
        `${name} › ${test.name}\n${test.error?.message ?? "skipped"}\n${test.error?.stack ?? ""}`,
      );
  }
  for (const inner of suite.suites) countSuite(inner, `${name} › ${inner.name}`);
}
