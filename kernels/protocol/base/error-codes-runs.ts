import type { ErrorCode } from "./error-code.ts";

/** The codes of locks, runs and checkpoints. */
export const lockAndRunCodes = {
  HF_QUEUE_FULL: {
    status: 429,
    title: "Too many cells are waiting",
    action: "Wait until some have run, or cancel them.",
  },
  HF_LOCK_BUSY: {
    status: 423,
    title: "The kernel is busy",
    action: "Wait, cancel what runs, or let it go on in the background.",
  },
  HF_LOCK_TIMEOUT: {
    status: 423,
    title: "The lock was not free in time",
    action: "Wait longer, or cancel what holds it.",
  },
  HF_LOCK_CHANGED: {
    status: 412,
    title: "The lock has another holder now",
    action: "Look again who holds it, then decide anew.",
  },
  HF_LOCK_DEADLOCK: {
    status: 409,
    title: "Waiting would never end",
    action: "Take the locks in the same order everywhere, or release one first.",
  },
  HF_LOCK_TOKEN_STALE: {
    status: 409,
    title: "The lease went to somebody else",
    action: "Nothing: a newer holder has it, this write was refused.",
  },
  HF_RUN_NAME: {
    status: 409,
    title: "Two different runs have one name",
    action: "Give each run of a notebook a name of its own.",
  },
  HF_RUN_BUSY: {
    status: 409,
    title: "The run is at work already",
    action: "Wait for its end, or await the first call before the second.",
  },
  HF_RUN_PRELUDE: {
    status: 409,
    title: "A cell that the run needs failed in the new kernel",
    action: "Mend it and run it, then resume.",
  },
  HF_RUN_CAPTURE: {
    status: 400,
    title: "A function for workers uses variables from around it",
    action: "Hand them over in shared, or leave out workers.",
  },
  HF_RUN_EFFECT: {
    status: 409,
    title: "Effects on the world outside are not repeated silently",
    action: "Run that cell yourself, then resume.",
  },
  HF_RUN_CHANGED: {
    status: 409,
    title: "The run cannot go on as the cell is now",
    action: "Bring back what differs, or run the cell: it begins anew.",
  },
  HF_RUN_EXPIRED: {
    status: 410,
    title: "The checkpoints of the run were removed",
    action: "Run the cell: it begins anew. docs/runs.md says how long checkpoints are kept.",
  },
  HF_DISK_FLOOR: {
    status: 507,
    title: "The disk is nearly full: checkpoints are refused",
    action: "Make space; the run goes on, and the next checkpoint is saved when there is enough.",
  },
} as const satisfies Record<`HF_${string}`, ErrorCode>;
