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

/** What an interrupted cell ends with. */
export class InterruptedError extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("The cell was stopped; its variables are kept");
  }
}
