import type { Output } from "../process/output.ts";
import type { CellRegistry } from "./cell-registry.ts";
import { framesOf } from "./stack-frames.ts";

/**
 * When code ends the kernel's own process, what the cell printed goes out first, with the line that did it: the
 * last words that a post-mortem can show.
 */
export function sayWhereItEnds(output: Output, registry: CellRegistry): void {
  const say = (call: string): void => {
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
    say("process.abort()");
    return abort.call(process);
  };
  process.kill = (target: number, signal?: string | number): true => {
    if (target === pid && signal !== 0)
      say(`process.kill(process.pid, ${JSON.stringify(signal ?? "SIGTERM")})`);
    return kill.call(process, target, signal);
  };
}
