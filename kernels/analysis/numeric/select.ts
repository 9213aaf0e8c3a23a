/** From here on a pivot is worth a sample. */
const MANY = 600;

/**
 * Moves the k-th smallest value (from 0) to place k, smaller ones before it and larger ones behind.
 *
 * Source: Hoare (1961), "Find", with the median of three as pivot, of many values a pivot from a sample (Floyd and Rivest 1975,
 * Algorithm 489); falls back to sorting the rest when the pivots are poor, so the worst case is O(n log n).
 *
 * @param values complete numbers; reordered in place
 * @param first,last places that are looked at, k among them; the values before and behind them are smaller and larger
 * @returns the k-th smallest value
 */
export function select(
  values: Float64Array,
  k: number,
  first = 0,
  last = values.length - 1,
): number {
  let left = first;
  let right = last;
  let budget = 4 * Math.ceil(Math.log2(values.length + 2));
  while (right - left > 16) {
    if (budget-- === 0) break;
    const pivot =
      right - left > MANY
        ? samplePivot(values, k, left, right)
        : medianOfThree(values[left], values[(left + right) >> 1], values[right]);
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i <= j) {
        const held = values[i];
        values[i++] = values[j];
        values[j--] = held;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else return values[k];
  }
  values.subarray(left, right + 1).sort();
  return values[k];
}

/** A value that is likely close to the k-th smallest between two places. */
function samplePivot(values: Float64Array, k: number, left: number, right: number): number {
  const n = right - left + 1;
  const place = k - left;
  const z = Math.log(n);
  const size = 0.5 * Math.exp((2 * z) / 3);
  const side = place < n / 2 ? -1 : 1;
  const spread = 0.5 * Math.sqrt((z * size * (n - size)) / n) * side;
  const from = Math.max(left, Math.floor(k - (place * size) / n + spread));
  const to = Math.min(right, Math.floor(k + ((n - place) * size) / n + spread));
  return select(values, k, from, Math.max(from, to));
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
