import { HoldfastError, problemText } from "../../kernels/protocol/index.ts";
import { type Command, readArgs } from "./command.ts";
import { RefusedCall, RunningServer, textOf } from "./running-server.ts";
import { complain, say } from "./say.ts";

export const RESUME = {
  name: "resume",
  takes: "RUN",
  summary: "let an unfinished run go on, on the server of a folder",
  options: {
    folder: {
      type: "string",
      default: ".",
      value: "DIR",
      help: "the served folder (default: the current one)",
    },
  },
  example: "holdfast resume 0a1b2c3d4e5f60718293 --folder notebooks",
} as const satisfies Command;

/** `holdfast resume <run>`: lets an unfinished run go on, on the server of a folder. */
export async function resume(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(RESUME, argv);
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
