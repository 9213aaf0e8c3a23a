/** Bits that hold a number of so many rows. */
export function countBits(rows: number): number {
  return 32 - Math.clz32(rows);
}

/** Gradients are rounded to multiples of 2^-bits: 30 up to 2 million rows, then fewer, so that sums stay below 2^51 units. */
export function gradientBits(rows: number): number {
  return Math.min(30, 51 - countBits(rows));
}

/**
 * Hessians are rounded to multiples of 2^-bits: 30 up to 65,535 rows, then fewer, so that a sum of them and a count of rows fit into
 * one integer of 64 bits. 8 million rows leave 16.
 */
export function hessianBits(rows: number): number {
  return Math.min(30, 62 - 2 * countBits(rows));
}

/** Adding and taking away 1.5 * 2^(52 - bits) drops what is below 2^-bits; Math.round is slower. */
export function shiftOf(bits: number): number {
  return 1.5 * 2 ** (52 - bits);
}

/** The largest absolute value. */
export function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > largest) largest = size;
  }
  return largest;
}

/**
 * The power of two by which values are divided so that none is above 1 in size: 1 while they are between 2^-10 and 1, so that a loss
 * with bounded derivatives has the same scale all along.
 */
export function scaleFor(largest: number): number {
  if (largest === 0 || (largest <= 1 && largest >= 2 ** -10)) return 1;
  return 2 ** Math.ceil(Math.log2(largest));
}

/**
 * Divides by a power of two and rounds to a multiple of 2^-bits. Sums of such numbers are exact, so any order and any division among
 * workers gives the same bits.
 */
export function roundTo(values: Float64Array, scale: number, bits: number): void {
  const factor = 1 / scale;
  const shift = shiftOf(bits);
  for (let i = 0; i < values.length; i++) {
    const shifted = values[i] * factor + shift;
    values[i] = shifted - shift;
  }
}
