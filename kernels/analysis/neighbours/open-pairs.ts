import type { Matrix } from "../table/matrix.ts";
import { WasmPairs } from "../wasm/wasm-pairs.ts";
import { AllPairs } from "./all-pairs.ts";
import type { PairSearch } from "./pair-search.ts";

/** Opens a search of the rows: in WebAssembly where there is such, else in TypeScript. */
export function openPairs(rows: Matrix): PairSearch {
  return WasmPairs.open(rows) ?? new AllPairs(rows);
}
