import { durationText, HoldfastError, percentOf, sizeText } from "../../kernels/protocol/index.ts";
import type { KeptList, KeptRun } from "../programs/kept-runs.ts";
import { type Command, readArgs } from "./command.ts";
import { listOf, RunningServer } from "./running-server.ts";
import { say, sayJson } from "./say.ts";

export const RUNS = {
  name: "runs",
  takes: "[folder]",
  summary: "unfinished runs that can go on, with their ids and sizes",
  options: { json: { type: "boolean", default: false, help: "as one line of JSON" } },
  example: "holdfast runs notebooks --json",
} as const satisfies Command;

/** `holdfast runs [folder]`: the unfinished runs that the server of a folder keeps. */
export async function runs(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(RUNS, argv);
  if (positionals.length > 1) throw new HoldfastError("HF_USAGE", "holdfast runs takes one folder");
  const server = await RunningServer.find(positionals[0] ?? ".", process.env);
  const { json } = await server.call("GET", "/api/checkpoints");
  const list = { ...(json as KeptList), runs: listOf<KeptRun>(json, "runs") };
  if (values.json) sayJson({ url: server.url, ...list });
  else say(...runsLines(list, Date.now()));
  return 0;
}

/** What a person reads, line by line. */
export function runsLines({ runs: kept, bytes, maxBytes }: KeptList, now: number): string[] {
  const unfinished = kept.filter(({ state }) => state !== "done");
  const lines = unfinished.map((run) => lineOf(run, now));
  if (lines.length === 0) lines.push("No run is unfinished.");
  lines.push(
    "",
    `${sizeText(bytes)} of ${sizeText(maxBytes)} are used by checkpoints and results.`,
  );
  return lines;
}

function lineOf(
  { runId, name, path, state, step, total, bytes, updatedAt }: KeptRun,
  now: number,
): string {
  const share = percentOf(step, total);
  const where = share === undefined ? `step ${step}` : `${share} %`;
  const age = durationText(Math.max(0, Math.round((now - updatedAt) / 1000)));
  return `${runId}  ${name} · ${state} at ${where} · ${path ?? "(notebook gone)"} · ${age} ago · ${sizeText(bytes)}`;
}
