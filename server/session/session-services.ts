import { dirname } from "node:path";
import type { Execution, KernelHandover, Outcome } from "../../kernels/protocol/index.ts";
import type { NotebookWriter } from "../contents/writer.ts";
import type { Kernels } from "../kernel/kernels.ts";
import type { LockDriver } from "../locks/lock-driver.ts";
import type { OutputFiles } from "../outputs/output-files.ts";
import type { CheckpointStore } from "../runs/checkpoint-store.ts";
import type { DiskSpace } from "../runs/disk-space.ts";
import type { Store } from "../store/store.ts";
import type { Session } from "./session.ts";

/** What every session of a server shares. */
export interface SessionServices {
  /** The served folder, absolute and real. */
  readonly root: string;
  readonly store: Store;
  readonly writer: NotebookWriter;
  readonly locks: LockDriver;
  readonly checkpoints: CheckpointStore;
  /** Of the disk of the store. */
  readonly disk: DiskSpace;
  /** Let runs go on by themselves after the crash of a kernel or of the server. */
  readonly autoResume: boolean;
  /** Version of holdfast. */
  readonly version: string;
  readonly kernels: Kernels;
  /** Full outputs of cells that print more than they show. */
  readonly outputs: OutputFiles;
  /** Whether cells may ask a person; default true. */
  readonly canAsk?: boolean | undefined;
  /** The sample of every map, whatever its cell chose. */
  readonly sample?: string | undefined;
  /** The notebook that cells see as theirs, when the opened file is a copy of it; absolute. */
  readonly notebookPath?: string | undefined;
  /** A kernel that nobody used for so many ms may be ended when another notebook needs its place; default 10 min. */
  readonly idleKernelMs?: number | undefined;
  readonly onFault: (error: unknown) => void;
}

/** How a session stands to the others of a server. */
export interface Openings {
  readonly isOpen: (notebookId: string) => boolean;
  /** Its file was renamed by hand; absolute. False when another notebook is open there. */
  readonly moved: (session: Session, file: string) => Promise<boolean>;
}

/** Who sent an operation. */
export interface Author {
  /** `<clientId>:<n>`. */
  readonly id: string;
  readonly name: string;
  readonly windowId: string | null;
}

/** @param isWatched tells whether the window that started it is still there, and did not let it go on alone */
export type FinishListener = (execution: Execution, outcome: Outcome, isWatched: boolean) => void;

export function handoverOf(notebookPath: string): KernelHandover {
  return { notebookPath, cwd: dirname(notebookPath), env: {} };
}
