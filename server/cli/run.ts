import { basename, dirname, extname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { readKernelMemory } from "../config/kernel-memory.ts";
import { runNotebook } from "../headless/run-notebook.ts";
import type { RunOptions } from "../headless/run-options.ts";
import { RunReport } from "../headless/run-report.ts";
import { usageErrors } from "./usage.ts";

/** `holdfast run`: Ctrl-C once cancels and keeps what was done, twice ends at once. */
export async function run(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    return await runNotebook(
      options,
      new RunReport(options.progress, process.stderr),
      controller.signal,
    );
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}

function readOptions(argv: readonly string[]): RunOptions {
  const { values, positionals } = usageErrors(() =>
    parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        output: { type: "string", short: "o" },
        "allow-errors": { type: "boolean", default: false },
        timeout: { type: "string" },
        progress: { type: "string", default: "bar" },
        "kernel-memory": { type: "string" },
        resume: { type: "boolean", default: false },
        sample: { type: "string" },
      },
    }),
  );
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) {
    throw new HoldfastError("HF_USAGE", "holdfast run takes one notebook", {
      got: `${positionals.length} files`,
    });
  }
  const input = resolve(name);
  const stem = basename(input, extname(input));
  const output = resolve(values.output ?? join(dirname(input), `${stem}.run.ipynb`));
  if (output === input)
    throw new HoldfastError("HF_USAGE", "--output must not be the notebook itself", {
      got: output,
    });
  return {
    input,
    output,
    allowErrors: values["allow-errors"],
    timeout: seconds(values.timeout),
    isResumed: values.resume,
    sample: sampleOf(values.sample),
    progress: progressMode(values.progress),
    kernelMemoryMb: readKernelMemory(values["kernel-memory"]),
    terminal:
      process.stdin.isTTY && process.stderr.isTTY
        ? { input: process.stdin, output: process.stderr }
        : undefined,
  };
}

function sampleOf(text: string | undefined): string | undefined {
  if (text === undefined || ["quick", "sample", "standard", "full"].includes(text)) return text;
  throw new HoldfastError("HF_USAGE", "--sample is wrong", {
    got: JSON.stringify(text),
    expected: "quick, sample, standard or full",
  });
}

function seconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === "" || !(value > 0))
    throw new HoldfastError("HF_USAGE", "--timeout is wrong", {
      got: JSON.stringify(text),
      expected: "seconds, greater than 0",
    });
  return value;
}

function progressMode(text: string): RunOptions["progress"] {
  if (text === "bar" || text === "json" || text === "none") return text;
  throw new HoldfastError("HF_USAGE", "--progress is wrong", {
    got: JSON.stringify(text),
    expected: "bar, json or none",
  });
}
