import type { BinnedFeatures } from "./bins.ts";
import type { HistRows } from "./hist-rows.ts";
import { ScriptRows } from "./script-rows.ts";
import { WasmRows } from "./wasm-rows.ts";

/** Opens the rows of a fit: in WebAssembly where there is such, else in TypeScript. */
export function openRows(features: BinnedFeatures): HistRows {
  return WasmRows.open(features) ?? new ScriptRows(features);
}
