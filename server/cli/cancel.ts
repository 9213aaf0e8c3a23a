import { parseArgs } from "node:util";
import { HoldfastError, type Problem } from "../../kernels/protocol/index.ts";
import type { RunFacts } from "../session/runs.ts";
import { RunningServer } from "./running-server.ts";
import { usageErrors } from "./usage.ts";

/** `holdfast cancel <run>… | --all`: cancels what waits or runs on the server of a folder. */
export async function cancel(argv: readonly string[]): Promise<number> {
  const { values, positionals: named } = usageErrors(() =>
    parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        all: { type: "boolean", default: false },
        folder: { type: "string", default: "." },
      },
    }),
  );
  if (named.length === 0 && !values.all)
    throw new HoldfastError("HF_USAGE", "holdfast cancel needs the id of a run, or --all", {
      action: "holdfast status shows the ids.",
    });
  const server = await RunningServer.find(values.folder, process.env);
  const runs = values.all ? await openRuns(server) : named;
  let failed = 0;
  for (const run of runs) {
    const { status, json } = await server.call("DELETE", `/api/runs/${encodeURIComponent(run)}`);
    if (status === 202) process.stdout.write(`${run} is being cancelled\n`);
    else if (status === 200) process.stdout.write(`${run} had ended\n`);
    else {
      failed++;
      process.stderr.write(`holdfast: ${(json as Problem).detail}\n`);
    }
  }
  if (runs.length === 0) process.stdout.write("Nothing runs.\n");
  return failed > 0 ? 1 : 0;
}

async function openRuns(server: RunningServer): Promise<string[]> {
  const { json } = await server.call("GET", "/api/runs");
  const { runs } = json as { runs: readonly RunFacts[] };
  // Those that wait first: else each cancel would let the next one start.
  const open = runs.filter(({ state }) => state !== "finished");
  return open
    .toSorted((a, b) => Number(a.state === "running") - Number(b.state === "running"))
    .map(({ run }) => run);
}
