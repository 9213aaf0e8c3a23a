import { problemText, toProblem } from "../../kernels/protocol/index.ts";
import { ADD, add } from "./add.ts";
import { CANCEL, cancel } from "./cancel.ts";
import { asksForHelp } from "./command.ts";
import { commandOf, helpText } from "./help.ts";
import { RESUME, resume } from "./resume.ts";
import { RUN, run } from "./run.ts";
import { RUNS, runs } from "./runs.ts";
import { complain, say } from "./say.ts";
import { SERVE, serve } from "./serve.ts";
import { STATUS, status } from "./status.ts";
import { systemError } from "./system-error.ts";

/** Exit code of wrong usage. */
const USAGE = 2;

const SPECS = [SERVE, RUN, STATUS, CANCEL, RUNS, RESUME, ADD];
const DO: Record<(typeof SPECS)[number]["name"], (argv: readonly string[]) => Promise<number>> = {
  serve,
  run,
  status,
  cancel,
  runs,
  resume,
  add,
};

/** Runs a command line (without `node holdfast`) and gives its exit code; never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  // Whoever reads what is printed may leave, a pager or a terminal: that ends the printing, not the server (S29).
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  try {
    if (command === undefined || command === "help" || command === "--help" || command === "-h") {
      say(
        ...helpText(
          SPECS,
          rest.find((word) => !word.startsWith("-")),
        ),
      );
      return command === undefined ? USAGE : 0;
    }
    const { name } = commandOf(SPECS, command);
    if (asksForHelp(rest)) {
      say(...helpText(SPECS, name));
      return 0;
    }
    return await DO[name](rest);
  } catch (error) {
    const problem = toProblem(systemError(error));
    complain(`holdfast: ${problemText(problem)}`);
    if (problem.code === "HF_INTERNAL" && error instanceof Error)
      complain(...(error.stack ?? error.message).split("\n"));
    return problem.code === "HF_INTERNAL" ? 70 : USAGE;
  }
}
