import type { ExecutionId } from "./ids.ts";

/** Who holds a kernel, since when and where it was started. */
export interface LockHolder {
  readonly execId: ExecutionId;
  readonly cellId: string;
  readonly user: string;
  /** The window that started it (an id in its sessionStorage). */
  readonly windowId: string | null;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

export interface LockWaiter {
  readonly execId: ExecutionId;
  readonly cellId: string;
  readonly user: string;
  readonly windowId: string | null;
  /** 1 is next. */
  readonly position: number;
}

/** What every tab shows of the lock of its notebook's kernel. The fencing token never leaves the server. */
export interface LockView {
  readonly key: string;
  readonly holder: LockHolder | null;
  readonly waiting: readonly LockWaiter[];
}
