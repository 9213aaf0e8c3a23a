import { errorCodes } from "../../protocol/index.ts";
/** An error that a cell sees with a stable code; the message ends with what to do. */
export class KernelError extends Error {
  name = "HoldfastError";
  code;
  constructor(code, detail, action = errorCodes[code].action) {
    super(`${detail}. ${action}`);
    this.code = code;
  }
}
/** What a cell ends with that gives way to something urgent. */
export class PreemptedError extends Error {
  name = "Preempted";
  constructor() {
    super("Something urgent takes the kernel; the cell goes on after it");
  }
}
/** What an interrupted cell ends with. */
export class InterruptedError extends Error {
  name = "Interrupted";
  constructor() {
    super("The cell was stopped; its variables are kept");
  }
}
//# sourceMappingURL=kernel-error.js.map
