import type { HoldfastErrorCode } from "../../kernels/protocol/index.ts";
import type { ProcessExit } from "./child-process.ts";

/** What is known of a cause of death. */
interface CauseFacts {
  readonly code: HoldfastErrorCode;
  /** Why the server ended it, in words; without it the kernel ended by itself. */
  readonly text?: string;
  /** Whether a run that was interrupted so goes on by itself: what a person or code ended on purpose waits for a person. */
  readonly goesOnByItself: boolean;
}

/** Every way in which a kernel ends. Decisions are taken on the name, never on a text. */
export const deathCauses = {
  /** By a signal from outside, by native code or for want of memory. */
  crash: { code: "HF_KERNEL_DIED", goesOnByItself: true },
  /** By its own code: process.exit, process.abort, process.kill of itself. */
  exit: { code: "HF_KERNEL_DIED", goesOnByItself: false },
  "no-stop": {
    code: "HF_KERNEL_KILLED",
    text: "it did not stop within 5 s",
    goesOnByItself: false,
  },
  "no-end": {
    code: "HF_KERNEL_KILLED",
    text: "it did not end when it was told to",
    goesOnByItself: false,
  },
  "no-heartbeat": {
    code: "HF_KERNEL_KILLED",
    text: "it gave no heartbeat for 15 s",
    goesOnByItself: true,
  },
  "no-way-given": {
    code: "HF_KERNEL_KILLED",
    text: "it did not give way to something urgent",
    goesOnByItself: true,
  },
  garbage: {
    code: "HF_KERNEL_GARBAGE",
    text: "it sent something that holdfast cannot read",
    goesOnByItself: false,
  },
  restart: { code: "HF_KERNEL_RESTARTED", text: "it was restarted", goesOnByItself: false },
  idle: {
    code: "HF_KERNEL_KILLED",
    text: "it was idle, no tab was open, and another notebook needed its place",
    goesOnByItself: false,
  },
  closing: { code: "HF_STORE_CLOSED", text: "the server stops", goesOnByItself: false },
} as const satisfies Record<string, CauseFacts>;

export type DeathCause = keyof typeof deathCauses;

/** Why the server ends a kernel. */
export type KillCause = Exclude<DeathCause, "crash" | "exit">;

/** Why a kernel ended. */
export interface KernelDeath extends ProcessExit {
  readonly cause: DeathCause;
  /** What is known beside the cause: which message was garbage. */
  readonly detail: string | null;
  /** The last words on stderr. */
  readonly stderr: string;
}

/** Whether runs that a death interrupted go on by themselves. */
export function goesOnByItself({ cause }: KernelDeath): boolean {
  return deathCauses[cause].goesOnByItself;
}

/** One sentence: how the kernel ended. */
export function deathText({ code, signal, cause, detail, stderr }: KernelDeath): string {
  const { text }: CauseFacts = deathCauses[cause];
  if (text !== undefined)
    return `The kernel was ended: ${text}${detail === null ? "" : ` (${detail})`}`;
  if (/Reached heap limit|heap out of memory/i.test(stderr))
    return "The kernel ran out of memory (its heap limit was reached)";
  if (signal !== null) return `The kernel was ended by ${signal}`;
  return code === 0
    ? "The kernel ended itself (process.exit)"
    : `The kernel ended itself with code ${code}`;
}
