/**
 * The power of two by which values are divided so that none is above 1 in size: 1 while they are between 2^-10 and 1, so that a loss
 * with bounded derivatives has the same scale all along.
 */
export function scaleOf(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > largest) largest = size;
  }
  if (largest === 0 || (largest <= 1 && largest >= 2 ** -10)) return 1;
  return 2 ** Math.ceil(Math.log2(largest));
}

/**
 * Divides by a power of two and rounds to a multiple of 2^-30. Sums of such numbers below 2^23 in size are exact, so any order and any
 * division among workers gives the same bits.
 */
export function roundTo(values: Float64Array, scale: number): void {
  const factor = 1 / scale;
  // Adding and taking away 1.5 · 2^22 drops the bits below 2^-30; Math.round is slower.
  const shift = 6291456;
  for (let i = 0; i < values.length; i++) {
    const shifted = values[i] * factor + shift;
    values[i] = shifted - shift;
  }
}
