import type { ColumnRoom } from "./column-room.ts";
import { MOST_BYTES, ScriptColumn } from "./script-column.ts";
import { WasmColumn } from "./wasm-column.ts";

/** Opens room for columns of so many rows: in WebAssembly where there is such and bins are bytes, else in TypeScript. */
export function openColumn(rows: number, maxBins: number): ColumnRoom {
  const fast = maxBins <= MOST_BYTES ? WasmColumn.open(rows) : undefined;
  return fast ?? new ScriptColumn(rows, maxBins);
}
