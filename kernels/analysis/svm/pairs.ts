import type { Classes } from "../models/target.ts";

/** The rows of two classes: 1 for the first one, -1 for the second. */
export interface ClassPair {
  readonly rows: Int32Array;
  readonly y: Int8Array;
}

/** All pairs of classes: (0, 1), (0, 2), …, (1, 2), …; the rows of the first class come first. */
export function pairsOf({ classes, codes }: Classes): ClassPair[] {
  const members: number[][] = classes.map(() => []);
  codes.forEach((code, row) => {
    members[code].push(row);
  });
  const pairs: ClassPair[] = [];
  for (let a = 0; a < classes.length; a++)
    for (let b = a + 1; b < classes.length; b++) {
      const rows = Int32Array.from([...members[a], ...members[b]]);
      const y = new Int8Array(rows.length).fill(-1).fill(1, 0, members[a].length);
      pairs.push({ rows, y });
    }
  return pairs;
}

/** The class with most pairs won, the first of equals. */
export function votes(values: Float64Array, rows: number, k: number): Int32Array {
  const pairs = (k * (k - 1)) / 2;
  const out = new Int32Array(rows);
  const won = new Int32Array(k);
  for (let i = 0; i < rows; i++) {
    won.fill(0);
    let at = i * pairs;
    for (let a = 0; a < k; a++) for (let b = a + 1; b < k; b++) won[values[at++] > 0 ? a : b]++;
    for (let c = 1; c < k; c++) if (won[c] > won[out[i]]) out[i] = c;
  }
  return out;
}

/** One value per class: the pairs it won, and below one half of a vote the sum of its values (as scikit-learn forms it). */
export function overRest(values: Float64Array, rows: number, k: number): Float64Array {
  const pairs = (k * (k - 1)) / 2;
  const out = new Float64Array(rows * k);
  const sums = new Float64Array(k);
  for (let i = 0; i < rows; i++) {
    sums.fill(0);
    let at = i * pairs;
    for (let a = 0; a < k; a++)
      for (let b = a + 1; b < k; b++) {
        const value = values[at++];
        out[i * k + (value > 0 ? a : b)]++;
        sums[a] += value;
        sums[b] -= value;
      }
    for (let c = 0; c < k; c++) out[i * k + c] += sums[c] / (3 * (Math.abs(sums[c]) + 1));
  }
  return out;
}
