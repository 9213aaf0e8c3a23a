import { HoldfastError } from "../../kernels/protocol/index.ts";

/**
 * Reads `--kernel-memory`: the heap limit of a kernel in MiB.
 *
 * @throws HoldfastError HF_USAGE
 */
export function readKernelMemory(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const megabytes = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (megabytes >= 64) return megabytes;
  throw new HoldfastError("HF_USAGE", "--kernel-memory is wrong", {
    got: text,
    expected: "a number of MiB, at least 64",
  });
}
