import { parseArgs } from "node:util";
import { HoldfastError, problemText } from "../../kernels/protocol/index.ts";
import { RefusedCall, RunningServer, textOf } from "./running-server.ts";
import { complain, say } from "./say.ts";
import { usageErrors } from "./usage.ts";

/** `holdfast resume <run>`: lets an unfinished run go on, on the server of a folder. */
export async function resume(argv: readonly string[]): Promise<number> {
  const { values, positionals } = usageErrors(() =>
    parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { folder: { type: "string", default: "." } },
    }),
  );
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0)
    throw new HoldfastError("HF_USAGE", "holdfast resume takes the id of one run", {
      action: "holdfast runs shows the ids.",
    });
  const server = await RunningServer.find(values.folder, process.env);
  const path = `/api/runs/${encodeURIComponent(id)}/resume`;
  try {
    const { json } = await server.call("POST", path, { body: { user: "terminal" } });
    const run = textOf(json, "run");
    const { position } = json as { position?: unknown };
    say(position === undefined ? `${run} runs` : `${run} waits, number ${position}`);
    return 0;
  } catch (error) {
    // What the server says about the run is its answer, not a fault of the command.
    if (!(error instanceof RefusedCall) || !error.answer) throw error;
    complain(`holdfast: ${problemText(error.answer)}`);
    return 1;
  }
}
