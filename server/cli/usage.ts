import { HoldfastError } from "../../kernels/protocol/index.ts";

/** Turns what `parseArgs` says about a wrong command line into HF_USAGE. */
export function usageErrors<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code?.startsWith("ERR_PARSE_ARGS") !== true) throw error;
    throw new HoldfastError("HF_USAGE", (message.split(". ")[0] ?? message).replace(/\.$/, ""), {
      cause: error,
    });
  }
}
