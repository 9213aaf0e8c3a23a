import { parseArgs } from "node:util";
import { HoldfastError, type Problem, problemText } from "../../kernels/protocol/index.ts";
import { RunningServer } from "./running-server.ts";
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
  const { status, json } = await server.call("POST", path, { user: "terminal" });
  if (status >= 400) {
    process.stderr.write(`holdfast: ${problemText(json as Problem)}\n`);
    return 1;
  }
  const { run, position } = json as { run: string; position?: number };
  process.stdout.write(
    position === undefined ? `${run} runs\n` : `${run} waits, number ${position}\n`,
  );
  return 0;
}
