import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where the data lies that a peer computes on, when one is asked in this run. */
const folder = process.env.HOLDFAST_BENCH_DATA;

/**
 * Writes numbers down as they are (float64, little endian, row by row), so that a peer computes on the same bytes as we do: a law with
 * another stream of random numbers is other data, and its score cannot be compared.
 *
 * @param name of the file, without its ending: what the data is and what it was made with
 */
export function forPeers(name: string, values: ArrayLike<number>): void {
  if (folder === undefined) return;
  const file = join(folder, `${name}.f64`);
  if (existsSync(file)) return;
  const numbers = values instanceof Float64Array ? values : Float64Array.from(values);
  writeFileSync(file, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
}
