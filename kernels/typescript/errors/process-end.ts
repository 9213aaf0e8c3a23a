import { constants } from "node:os";
import type { Output } from "../process/output.ts";
import type { CellRegistry } from "../runtime/cell-registry.ts";
import { framesOf } from "./stack-frames.ts";

/**
 * When code ends the kernel's own process, what the cell printed goes out first, with the line that did it: the
 * last words that a post-mortem can show. The server is told the signal, so that it can tell an end on purpose from a
 * crash.
 */
export function sayWhereItEnds(output: Output, registry: CellRegistry): void {
  const say = (call: string, signal?: string): void => {
    if (signal !== undefined) output.reply("holdfast_ending", { signal });
    const frame = framesOf(new Error(call).stack ?? "", registry)[0];
    if (frame)
      output.write("stderr", `${call} was called${frame.text.replace(/^\s*at /, " at ")}\n`);
    output.flush();
  };
  const { exit, abort, kill, pid } = process;
  process.exit = (code?: number | string | null): never => {
    say(`process.exit(${code ?? ""})`);
    return exit.call(process, code);
  };
  process.abort = (): never => {
    say("process.abort()", "SIGABRT");
    return abort.call(process);
  };
  process.kill = (target: number, signal?: string | number): true => {
    if (target === pid && signal !== 0)
      say(`process.kill(process.pid, ${JSON.stringify(signal ?? "SIGTERM")})`, nameOf(signal));
    return kill.call(process, target, signal);
  };
}

/** A signal may be given by its number. */
function nameOf(signal: string | number = "SIGTERM"): string {
  const named = Object.entries(constants.signals).find(([, number]) => number === signal);
  return named?.[0] ?? String(signal);
}
