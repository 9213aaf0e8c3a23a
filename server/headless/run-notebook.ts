import { realpath } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import type { OnFault } from "../base/faults.ts";
import { readNotebookFile } from "../contents/notebook-file.ts";
import { notebookText } from "../contents/notebook-text.ts";
import { writeAtomically } from "../contents/write-atomically.ts";
import type { OutputFolder } from "../outputs/output-files.ts";
import { Services } from "../services.ts";
import { checkLanguage } from "./notebook-language.ts";
import { resultFile } from "./result-file.ts";
import { runCells } from "./run-cells.ts";
import { inWordsOfRuns } from "./run-faults.ts";
import { EXIT, type RunOptions } from "./run-options.ts";
import type { RunReport } from "./run-report.ts";
import { HeadlessState } from "./run-state.ts";

/**
 * Runs a notebook from top to bottom through the same session and kernel as the server, with a store of its
 * own, and writes the result after every cell. Gives the exit code. A run that does not end leaves its state, so that
 * one with `isResumed` goes on from there.
 *
 * @throws HoldfastError HF_FILE_NOT_FOUND, HF_FILE_UNREADABLE, HF_NOTEBOOK_INVALID, HF_NOTEBOOK_VERSION, HF_NOTEBOOK_LANGUAGE,
 *   HF_FILE_UNWRITABLE, HF_STORE_LOCKED, HF_RUN_CHANGED, HF_USAGE
 */
export async function runNotebook(
  asked: RunOptions,
  report: RunReport,
  signal: AbortSignal,
): Promise<number> {
  const options = { ...asked, output: await resultFile(asked.input, asked.output) };
  try {
    return await runInto(options, report, signal);
  } catch (error) {
    throw inWordsOfRuns(error, options.output);
  }
}

async function runInto(
  options: RunOptions & { readonly output: string },
  report: RunReport,
  signal: AbortSignal,
): Promise<number> {
  const { notebook, original, warning } = await readNotebookFile(options.input, {
    links: "followed",
  });
  if (warning !== undefined) report.note(`${basename(options.input)}: ${warning}.`);
  if (!options.isLanguageGiven) checkLanguage(notebook.metadata, basename(options.input));
  const state = await HeadlessState.open(options, process.env);
  const { isResumed, folder: stateFolder } = state;
  if (options.isResumed && !isResumed)
    report.note("Nothing is left to go on with: it begins anew.");
  if (!isResumed)
    await writeAtomically(options.output, notebookText(notebook, original), { links: "followed" });
  const faults: unknown[] = [];
  const onFault: OnFault = (error) => {
    faults.push(error);
  };
  const code = await withServices(options, { stateFolder, onFault }, async (services) => {
    const session = await services.sessions.open(basename(options.output));
    return runCells(session, options, { report, signal, isResumed, onFault });
  });
  if (faults.length > 0) throw faults[0]; // the result could not be written, say
  if (code === EXIT.ok || !state.isKept) await state.remove();
  else report.note("Run it again with --resume to go on from there.");
  return code;
}

/** Cells that print more than they show: `<name>.outputs/<cellId>.txt` beside the result. */
function outputsBeside(output: string): OutputFolder {
  const besideNotebook = `${basename(output, extname(output))}.outputs`;
  return { path: join(dirname(output), besideNotebook), besideNotebook };
}

async function withServices<T>(
  options: RunOptions,
  parts: { readonly stateFolder: string; readonly onFault: OnFault },
  work: (services: Services) => Promise<T>,
): Promise<T> {
  const services = await Services.open({
    root: await realpath(dirname(options.output)),
    stateFolder: parts.stateFolder,
    spare: false,
    maxKernels: 2,
    outputs: outputsBeside(options.output),
    sample: options.sample,
    canAsk: options.terminal !== undefined,
    ...(options.kernelMemoryMb !== undefined && { heapMb: options.kernelMemoryMb }),
    notebookPath: options.input,
    onFault: parts.onFault,
  });
  try {
    return await work(services);
  } finally {
    await services.close();
  }
}
