import { errorCodes, type HoldfastErrorCode } from "../../protocol/index.ts";

/** An error that a cell sees with a stable code; the message ends with what to do. */
export class KernelError extends Error {
  override readonly name = "HoldfastError";
  readonly code: HoldfastErrorCode;

  constructor(code: HoldfastErrorCode, detail: string, action: string = errorCodes[code].action) {
    super(`${detail}. ${action}`);
    this.code = code;
  }
}

/** What a cell ends with that gives way to something urgent. */
export class PreemptedError extends Error {
  override readonly name = "Preempted";

  constructor() {
    super("Something urgent takes the kernel; the cell goes on after it");
  }
}

/** What an interrupted cell ends with. */
export class InterruptedError extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("The cell was stopped; its variables are kept");
  }
}
