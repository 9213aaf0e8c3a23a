import type { Matrix } from "../base/matrix.ts";
import { type Kernel, type KernelRows, ScriptKernelRows } from "./kernel.ts";
import { WasmKernelRows } from "./wasm-kernel-rows.ts";

/** Opens a kernel of the rows of a matrix: in WebAssembly where there is such and it knows the kernel, else in TypeScript. */
export function openKernelRows(kernel: Kernel, matrix: Matrix, squares: Float64Array): KernelRows {
  return (
    WasmKernelRows.open(kernel, matrix, squares) ?? new ScriptKernelRows(kernel, matrix, squares)
  );
}
