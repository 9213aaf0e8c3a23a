// Bundles the cases, runs each in a process of its own, and prints time, memory and result together.
// With pandas (and scikit-learn for models) installed the same work is done there in the same run, and the ratio is printed.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { wasmFile } from "../../../kernels/wasm.mjs";

const here = import.meta.dirname;
const root = join(here, "../../..");
const words = process.argv.slice(2);
const runs = "3";
const out = mkdtempSync(join(here, ".bundle-"));
/** The same program without WebAssembly beside it: its loops run in TypeScript. */
const plain = `${out}-plain`;
/** What a case computed on, for its peer. */
const data = mkdtempSync(join(tmpdir(), "hf-bench-"));
try {
  await build({
    entryPoints: {
      case: join(here, "run-case.ts"),
      names: join(here, "cases.ts"),
      "unit-worker": join(root, "kernels/analysis/worker/unit-worker.ts"),
    },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    packages: "external",
    outdir: out,
    logLevel: "warning",
  });
  cpSync(out, plain, { recursive: true });
  copyFileSync(wasmFile, join(out, "kernels.wasm"));
  const { cases } = await import(join(out, "names.js"));
  process.stdout.write(`Node ${process.version}, ${cpus()[0].model}, ${cpus().length} cores\n`);
  const python = pandas();
  for (const { name, hasTwin, page } of cases) {
    if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
    const own = time(out, name);
    const twin = hasTwin ? time(plain, name) : undefined;
    const peer = python === undefined ? undefined : peerTime(python, name);
    print(own, twin, peer, page);
  }
} finally {
  rmSync(out, { recursive: true });
  rmSync(plain, { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
}

function time(folder, name) {
  const args = [join(folder, "case.js"), name, runs];
  const env = { ...process.env, HOLDFAST_BENCH_DATA: data };
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", env }));
}

function print(own, twin, peer, page) {
  const lines = [
    own.case,
    `  time    ${own.secondsMedian.toFixed(3)} s median, ${own.secondsMin.toFixed(3)} s least of ${own.runs}; cpu ${own.cpuSecondsMedian.toFixed(3)} s`,
    `  memory  ${own.peakMb.toFixed(0)} MB peak, ${own.dataMb.toFixed(0)} MB before`,
    `  result  ${Object.entries(own.result)
      .map(([key, value]) => `${key} ${value}`)
      .join(", ")}`,
  ];
  if (twin !== undefined)
    lines.push(
      `  twin    ${twin.secondsMedian.toFixed(3)} s median, ${twin.secondsMin.toFixed(3)} s least without WebAssembly; cpu ${twin.cpuSecondsMedian.toFixed(3)} s`,
    );
  if (peer === undefined) lines.push("  peer    not installed");
  else
    lines.push(
      `  peer    ${peer.version}: ${peer.seconds.toFixed(3)} s median, ${peer.result}; ratio ${(own.secondsMedian / peer.seconds).toFixed(2)}`,
    );
  if (page !== undefined)
    lines.push(
      `  page    ${page.peer}, other run: ${page.seconds.toFixed(3)} s; this is ${(own.secondsMin / page.seconds).toFixed(2)} of it at least, aimed at ${page.target}`,
    );
  process.stdout.write(`${lines.join("\n")}\n`);
}

function pandas() {
  for (const command of ["python3", "/usr/bin/python3"]) {
    const { status } = spawnSync(command, ["-c", "import pandas"]);
    if (status === 0) return command;
  }
  return undefined;
}

function peerTime(python, name) {
  const { status, stdout } = spawnSync(
    python,
    [join(here, "peer.py"), name, tmpdir(), runs, data],
    {
      encoding: "utf8",
    },
  );
  if (status !== 0 || stdout.trim() === "") return undefined;
  return JSON.parse(stdout);
}
