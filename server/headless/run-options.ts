import type { Terminal } from "./terminal-questions.ts";

/** What `holdfast run` was asked for. */
export interface RunOptions {
  /** Absolute path of the notebook. */
  readonly input: string;
  /** Absolute path of the result; never the input. */
  readonly output: string;
  /** Go on after a cell that failed or took too long. */
  readonly allowErrors: boolean;
  /** Seconds a cell may take; undefined = no limit. */
  readonly timeout: number | undefined;
  /** Run it whatever language its metadata name. */
  readonly isLanguageGiven?: boolean;
  /** Heap limit of the kernel in MiB, when it differs from the usual one. */
  readonly kernelMemoryMb?: number | undefined;
  /** Go on where the run before did not end. */
  readonly isResumed: boolean;
  /** The sample of every map; undefined = what its cell says. */
  readonly sample?: string | undefined;
  readonly progress: "bar" | "json" | "none";
  /** Where a person can be asked; without it cells cannot ask. */
  readonly terminal?: Terminal | undefined;
}

/** Exit codes of `holdfast run`. */
export const EXIT = {
  ok: 0,
  cellFailed: 1,
  usage: 2,
  kernelDied: 3,
  timeout: 4,
  cancelled: 130,
} as const;
