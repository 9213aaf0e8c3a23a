/**
 * Moves the k-th smallest value (from 0) to place k, smaller ones before it and larger ones behind.
 *
 * Source: Hoare (1961), "Find", with the median of three as pivot; falls back to sorting the rest when the pivots are poor, so the worst
 * case is O(n log n).
 *
 * @param values complete numbers; reordered in place
 * @returns the k-th smallest value
 */
export function select(values: Float64Array, k: number): number {
  let left = 0;
  let right = values.length - 1;
  let budget = 4 * Math.ceil(Math.log2(values.length + 2));
  while (right - left > 16) {
    if (budget-- === 0) break;
    const pivot = medianOfThree(values[left], values[(left + right) >> 1], values[right]);
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

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
