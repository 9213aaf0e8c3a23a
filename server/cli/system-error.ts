import { HoldfastError } from "../../kernels/protocol/index.ts";
import { writeError } from "../contents/file-errors.ts";

/**
 * An error that the system gave, deep below: no descriptor is left, the disk is full, a folder may not be written. It is
 * no mistake of ours, and a person is told what it is rather than where it was found (a sentence, no stack).
 */
export function systemError(error: unknown): unknown {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at instanceof HoldfastError) return error;
    const { code, syscall, path } = at as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) continue;
    const what = path ?? syscall;
    const { message, facts } = writeError(at, what);
    return new HoldfastError("HF_SYSTEM", message.replace("cannot be written", "cannot be used"), {
      ...facts,
      got: `${code} of ${syscall}`,
    });
  }
  return error;
}
