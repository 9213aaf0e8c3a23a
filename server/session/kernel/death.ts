import {
  type ErrorOutput,
  problem,
  problemText,
  toProblem,
} from "../../../kernels/protocol/index.ts";
import {
  deathCauses,
  deathText,
  type KernelDeath,
  type KillCause,
} from "../../kernel/kernel-death.ts";
import type { EndReason } from "../../locks/lock-state.ts";

/**
 * What a cell shows whose kernel died: why, as far as it is known, and what to do.
 *
 * @param facts what the server knows of the cell's last moments: progress, memory
 */
export function deathOutput(death: KernelDeath, facts: readonly string[] = []): ErrorOutput {
  const why = problem(deathCauses[death.cause].code, deathText(death));
  const last = death.stderr.trim().split("\n").slice(-15);
  const traceback = [
    `\x1b[31mKernelDied\x1b[39m: ${problemText(why)}`,
    ...facts,
    ...(last.join("") === "" ? [] : ["Its last words:", ...last]),
  ];
  return { output_type: "error", ename: "KernelDied", evalue: problemText(why), traceback };
}

/** What a cell shows that was running when its kernel was restarted. */
export const restartOutput: ErrorOutput = {
  output_type: "error",
  ename: "KernelRestarted",
  evalue: "HF_KERNEL_RESTARTED: The kernel was restarted while the cell ran",
  traceback: [
    "\x1b[31mKernelRestarted\x1b[39m: HF_KERNEL_RESTARTED: The kernel was restarted while the cell ran",
  ],
};

/** What a cell shows whose kernel could not be started. */
export function startError(error: unknown): ErrorOutput {
  const text = problemText(toProblem(error));
  return {
    output_type: "error",
    ename: "KernelError",
    evalue: text,
    traceback: [`\x1b[31mKernelError\x1b[39m: ${text}`],
  };
}

/** What a cell shows that is stopped because its lease has to end. */
export function endText(reason: "stall" | "force"): string {
  return reason === "stall"
    ? "holdfast: no sign of life for too long; the stale lock is cleared and the cell stopped."
    : "holdfast: the lock was released by force; the cell is stopped.";
}

/** Why a kernel is killed whose lease is void. */
export function voidCause(reason: EndReason | "lease"): KillCause {
  if (reason === "lease") return "no-heartbeat";
  return reason === "preempt" ? "no-way-given" : "no-end";
}

/** What a cell shows that could not go on in a new kernel, because a cell that it needs failed there. */
export function preludeError(
  place: number,
  { ename, evalue }: { readonly ename: string; readonly evalue: string },
): ErrorOutput {
  const where = place > 0 ? `cell ${place}` : "a deleted cell";
  const detail = `${where}, whose variables this run needs, failed: ${ename}: ${evalue}`;
  const text = problemText(problem("HF_RUN_PRELUDE", detail));
  return { output_type: "error", ename: "PreludeError", evalue: text, traceback: [text] };
}
