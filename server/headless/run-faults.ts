import { basename } from "node:path";
import { HoldfastError, type HoldfastErrorCode } from "../../kernels/protocol/index.ts";

/** What to do where no server and no page are: by the code of the error. */
const WORDS: Partial<
  Record<HoldfastErrorCode, { detail?: (output: string) => string; action: string }>
> = {
  HF_STORE_LOCKED: {
    detail: (output) => `Another run is writing ${output}`,
    action: "Wait until it has ended, or give this run another --output.",
  },
  HF_FILE_UNWRITABLE: {
    action: "Check free space and permissions, or give another --output.",
  },
};

/** An error as whoever started a run in a terminal understands it. */
export function inWordsOfRuns(error: unknown, output: string): unknown {
  if (!(error instanceof HoldfastError)) return error;
  const words = WORDS[error.code];
  if (!words) return error;
  const { detail, action } = words;
  return new HoldfastError(error.code, detail?.(basename(output)) ?? error.message, {
    ...error.facts,
    action,
    cause: error,
  });
}
