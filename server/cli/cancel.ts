import { HoldfastError } from "../../kernels/protocol/index.ts";
import type { RunFacts } from "../programs/executions.ts";
import { type Command, readArgs } from "./command.ts";
import { listOf, RunningServer, textOf } from "./running-server.ts";
import { complain, say } from "./say.ts";

export const CANCEL = {
  name: "cancel",
  takes: "RUN…",
  summary: "cancel runs by their id (holdfast status shows them)",
  options: {
    all: { type: "boolean", default: false, help: "everything that waits or runs" },
    folder: {
      type: "string",
      default: ".",
      value: "DIR",
      help: "the served folder (default: the current one)",
    },
  },
  example: "holdfast cancel --all --folder notebooks",
} as const satisfies Command;

/** `holdfast cancel <run>… | --all`: cancels what waits or runs on the server of a folder. */
export async function cancel(argv: readonly string[]): Promise<number> {
  const { values, positionals: named } = readArgs(CANCEL, argv);
  if (named.length === 0 && !values.all)
    throw new HoldfastError("HF_USAGE", "holdfast cancel needs the id of a run, or --all", {
      action: "holdfast status shows the ids.",
    });
  const server = await RunningServer.find(values.folder, process.env);
  const runs = values.all ? await openRuns(server) : named;
  let failed = 0;
  for (const run of runs) {
    const path = `/api/runs/${encodeURIComponent(run)}`;
    const { status, json } = await server.call("DELETE", path, { accepts: [400, 404] });
    if (status === 202) say(`${run} is being cancelled`);
    else if (status === 200) say(`${run} had ended`);
    else {
      failed++;
      complain(`holdfast: ${textOf(json, "detail")}`);
    }
  }
  if (runs.length === 0) say("Nothing runs.");
  return failed > 0 ? 1 : 0;
}

async function openRuns(server: RunningServer): Promise<string[]> {
  const { json } = await server.call("GET", "/api/runs");
  const runs = listOf<RunFacts>(json, "runs");
  // Those that wait first: else each cancel would let the next one start.
  const open = runs.filter(({ state }) => state !== "finished");
  return open
    .toSorted((a, b) => Number(a.state === "running") - Number(b.state === "running"))
    .map(({ run }) => run);
}
