import type { Matrix } from "../base/matrix.ts";
import type { CentreSearch } from "./centre-search.ts";
import { ScriptCentres } from "./script-centres.ts";
import { WasmCentres } from "./wasm-centres.ts";

/** Opens a search for so many centres: in WebAssembly where there is such, else in TypeScript. */
export function openCentres(
  matrix: Matrix,
  weights: Float64Array | undefined,
  k: number,
): CentreSearch {
  return WasmCentres.open(matrix, weights, k) ?? new ScriptCentres(matrix, weights);
}
