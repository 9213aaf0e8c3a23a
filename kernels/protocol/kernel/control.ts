import type { Progress } from "./progress.ts";

/** What travels on the control socket of a kernel (KERNEL, boundary and interrupt). */

export type ToKernelControl =
  /** Stop that execution and keep the variables. */
  | { readonly type: "interrupt"; readonly execution: number }
  /** Something urgent waits: give way at the end of the step. */
  | { readonly type: "preempt"; readonly execution: number }
  /** Jupyter's `input_reply` to a question of that execution; null = cancelled. On this socket, for the cell blocks the other. */
  | {
      readonly type: "input_reply";
      readonly execution: number;
      readonly question: number;
      readonly value: string | null;
    }
  | { readonly type: "shutdown" };

export type FromKernelControl =
  | {
      readonly type: "hello";
      readonly socket: "control" | "data";
      readonly kernelId: string;
      readonly secret: string;
      readonly pid: number;
    }
  /** The answer to an interrupt: `too-late` when the execution had ended by itself. */
  | {
      readonly type: "interrupted";
      readonly execution: number;
      readonly result: "stopped" | "too-late";
    }
  /** Sent every 5 s by the kernel's guard thread, also while a cell blocks; its own CPU time is not counted. */
  | { readonly type: "heartbeat"; readonly cpuMs: number; readonly rssBytes: number }
  /** The newest values of bars that moved, sampled by the guard thread, also while a cell blocks. */
  | { readonly type: "progress"; readonly execution: number; readonly bars: readonly Progress[] };

/** What a kernel process is started with, as the one argument of its entry's default function. */
export interface KernelBoot {
  readonly kernelId: string;
  readonly secret: string;
  readonly controlPath: string;
  readonly dataPath: string;
}

/** The first message on the data socket that a spare kernel gets: which notebook it serves from now on. */
export interface KernelHandover {
  /** Absolute path of the notebook's file. */
  readonly notebookPath: string;
  /** Absolute path of the folder in which cells run. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}
