import type { Matrix } from "../base/matrix.ts";
import { AllPairs } from "./all-pairs.ts";
import type { PairSearch } from "./pair-search.ts";
import { WasmPairs } from "./wasm-pairs.ts";

/** Opens a search of the rows: in WebAssembly where there is such, else in TypeScript. */
export function openPairs(rows: Matrix): PairSearch {
  return WasmPairs.open(rows) ?? new AllPairs(rows);
}
