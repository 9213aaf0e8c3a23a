import type { ExecutionId } from "../base/ids.ts";
import type { Progress } from "./progress.ts";

export type Priority = "urgent" | "high" | "normal";

/** Who holds a lock, since when and where it was started. */
export interface LockHolder {
  /** The execution, or the request of a program outside. */
  readonly execId: ExecutionId;
  readonly notebookId: string | null;
  readonly cellId: string | null;
  readonly user: string;
  /** The window that started it (an id in its sessionStorage); null when it was let go on in the background. */
  readonly windowId: string | null;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly priority: Priority;
  /** Something urgent may take its place for a while; it goes on afterwards from its checkpoint. */
  readonly isPreemptible: boolean;
  /** The name of the run that its cell began last; null for a cell without one, and for a program outside. */
  readonly run: string | null;
  /** Present when it was told to end. */
  readonly ending?: "preempt" | "stall" | "force";
}

export interface LockWaiter {
  readonly execId: ExecutionId;
  readonly notebookId: string | null;
  readonly cellId: string | null;
  readonly user: string;
  readonly windowId: string | null;
  readonly priority: Priority;
  /** 1 is next. */
  readonly position: number;
}

/** A cell that runs so long is a long one, in ms: the lock shows, and its window stays. */
export const LONG_MS = 1_000;

/** Tells whether what a holder does is long: a run is from its beginning, anything else after a second. */
export function isLong({ run, since }: Pick<LockHolder, "run" | "since">, now: number): boolean {
  return run !== null || now - since >= LONG_MS;
}

/** What every tab shows of a lock. The fencing token is not part of it. */
export interface LockView {
  /** `nb:<notebook>` (a kernel), `pipe:<name>` (a named pipeline) or `slot:<pool>`. */
  readonly key: string;
  readonly holder: LockHolder | null;
  readonly waiting: readonly LockWaiter[];
}

/** What happened to a lock; every event of a server has the next number. */
export interface LockEvent {
  readonly type: "lock";
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly lock: LockView;
  /** Path of the holder's notebook, when it is open. */
  readonly path: string | null;
  readonly progress: readonly Progress[];
}

/** Something that ended while nobody looked; kept until a person has seen it. */
export interface Notification {
  readonly type: "notification";
  /** Number of the notification; grows. */
  readonly n: number;
  /** When it ended, milliseconds since the epoch. */
  readonly at: number;
  readonly path: string;
  readonly cellId: string;
  readonly execId: ExecutionId;
  readonly user: string;
  /** What the cell is called: its first heading, comment or line. */
  readonly name: string;
  readonly outcome: "ok" | "error" | "cancelled" | "died" | "skipped" | "superseded";
  /** How long it ran, in ms. */
  readonly durationMs: number;
}
