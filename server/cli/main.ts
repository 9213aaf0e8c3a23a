import { HoldfastError, problemText, toProblem } from "../../kernels/protocol/index.ts";
import { add } from "./add.ts";
import { cancel } from "./cancel.ts";
import { HELP } from "./help.ts";
import { resume } from "./resume.ts";
import { run } from "./run.ts";
import { runs } from "./runs.ts";
import { complain, say } from "./say.ts";
import { serve } from "./serve.ts";
import { status } from "./status.ts";
import { systemError } from "./system-error.ts";

/** Exit code of wrong usage. */
const USAGE = 2;

/** Runs a command line (without `node holdfast`) and gives its exit code; never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  // Whoever reads what is printed may leave, a pager or a terminal: that ends the printing, not the server (S29).
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  try {
    switch (command) {
      case "serve":
        return await serve(rest);
      case "run":
        return await run(rest);
      case "status":
        return await status(rest);
      case "runs":
        return await runs(rest);
      case "resume":
        return await resume(rest);
      case "cancel":
        return await cancel(rest);
      case "add":
        return await add(rest);
      case undefined:
      case "help":
      case "--help":
      case "-h":
        say(...HELP.trimEnd().split("\n"));
        return command === undefined ? USAGE : 0;
      default:
        throw new HoldfastError("HF_USAGE", `There is no command ${JSON.stringify(command)}`, {
          expected: "serve, run, status, runs, resume, cancel or add",
        });
    }
  } catch (error) {
    const problem = toProblem(systemError(error));
    complain(`holdfast: ${problemText(problem)}`);
    if (problem.code === "HF_INTERNAL" && error instanceof Error)
      complain(...(error.stack ?? error.message).split("\n"));
    return problem.code === "HF_INTERNAL" ? 70 : USAGE;
  }
}
