import { basename, dirname, extname, join, resolve } from "node:path";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { readKernelMemory } from "../config/kernel-memory.ts";
import { runNotebook } from "../headless/run-notebook.ts";
import type { RunOptions } from "../headless/run-options.ts";
import { RunReport } from "../headless/run-report.ts";
import { type Command, readArgs } from "./command.ts";

export const RUN = {
  name: "run",
  takes: "notebook.ipynb",
  summary: "run a notebook from top to bottom",
  options: {
    output: {
      type: "string",
      short: "o",
      value: "FILE",
      help: "where the result goes\n(default: <name>.run.ipynb beside it)",
    },
    "allow-errors": {
      type: "boolean",
      default: false,
      help: "go on after a cell that failed or took too long;\nthe exit code is 0 then",
    },
    timeout: {
      type: "string",
      value: "SECONDS",
      help: "stop a cell that takes longer (each cell; default: none)",
    },
    language: {
      type: "string",
      value: "typescript",
      help: "run it although it says that it is of another language",
    },
    resume: {
      type: "boolean",
      default: false,
      help: "go on where the run before was cancelled, failed or was killed",
    },
    sample: {
      type: "string",
      value: "MODE",
      help: "quick, sample, standard or full: how many items maps take",
    },
    progress: {
      type: "string",
      default: "bar",
      value: "bar|json|none",
      help: "what to print while it runs (default: bar)",
    },
    "kernel-memory": {
      type: "string",
      value: "MB",
      help: "heap limit of the kernel (default: 4096)",
    },
  },
  example: "holdfast run report.ipynb --output result.ipynb --timeout 600",
  notes: [
    "Exit codes: 0 fine, 1 a cell failed, 2 wrong usage, 3 the kernel died, 4 a cell took longer than --timeout,",
    "130 cancelled. An error that nobody catches (a promise, a timer) is one of its cell; what cells left pending is",
    "waited for, at most 5 s. A cell with the tag raises-exception may fail. The file always holds what was done.",
  ],
} as const satisfies Command;

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
  const { values, positionals } = readArgs(RUN, argv);
  const [name = "", ...more] = positionals;
  if (name === "" || more.length > 0) {
    throw new HoldfastError("HF_USAGE", "holdfast run takes one notebook", {
      got: `${positionals.length} files`,
    });
  }
  const input = resolve(name);
  const stem = basename(input, extname(input));
  if (values.output === "")
    throw new HoldfastError("HF_USAGE", "--output is empty", { expected: "the name of a file" });
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
    isLanguageGiven: languageIsGiven(values.language),
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

/** The only language that cells have; JavaScript is a part of it. */
function languageIsGiven(text: string | undefined): boolean {
  if (text === undefined) return false;
  if (/^(?:typescript|javascript|ts|js)$/i.test(text)) return true;
  throw new HoldfastError("HF_USAGE", "--language is wrong", {
    got: JSON.stringify(text),
    expected: "typescript, the language of cells here",
  });
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
