import { AnalysisError, type AnalysisErrorCode } from "../base/errors.ts";
import type { UnitFailure } from "./task.ts";

/** Takes an error apart for another thread. */
export function failureOf(error: unknown): UnitFailure {
  if (!(error instanceof AnalysisError)) return { message: String(error), details: {} };
  const { code, message, file, line, column, row, got, expected, action } = error;
  return { code, message, details: { file, line, column, row, got, expected, action } };
}

/** The same error in this thread; what was no `AnalysisError` is one now. */
export function errorOf({ code, message, details }: UnitFailure): AnalysisError {
  if (code === undefined)
    return new AnalysisError("HF_WORKER_FAILED", {
      what: "a worker thread could not do its work",
      got: message,
      action: "Use workers: 1, or give it less data.",
    });
  const error = new AnalysisError(code as AnalysisErrorCode, { what: message });
  // The message is whole already: nothing is to be put together again.
  error.message = message;
  return Object.assign(error, details);
}
