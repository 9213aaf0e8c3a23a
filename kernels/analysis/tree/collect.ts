/** Where groups are written. */
interface Out {
  readonly code: Int32Array;
  readonly sums: Float64Array;
  readonly stride: number;
  readonly lanes: number;
}

/** Moves the full bins into groups and empties them. */
export function collectDense(bins: Float64Array, width: number, out: Out): number {
  const { code, sums, stride, lanes } = out;
  let g = 0;
  for (let bin = 0; bin < width; bin++) {
    const from = bin * stride;
    let isEmpty = true;
    // Weights are above 0, so a full bin has one; its weighted target may be 0.
    for (let k = 0; k < lanes && isEmpty; k++) isEmpty = bins[from + k] === 0;
    if (isEmpty) continue;
    const to = g * stride;
    for (let k = 0; k < stride; k++) {
      sums[to + k] = bins[from + k];
      bins[from + k] = 0;
    }
    code[g++] = bin;
  }
  return g;
}

/** The same for few rows: their codes are marked as bits in two levels, and the bits are read in order. */
export function collectSparse(
  codes: Uint8Array | Int32Array,
  base: number,
  rows: Int32Array,
  start: number,
  end: number,
  bins: Float64Array,
  words: Int32Array,
  words2: Int32Array,
  out: Out,
): number {
  for (let i = start; i < end; i++) {
    const c = codes[base + rows[i]];
    const word = c >> 5;
    words[word] |= 1 << (c & 31);
    words2[word >> 5] |= 1 << (word & 31);
  }
  const { code, sums, stride } = out;
  let g = 0;
  for (let w2 = 0; w2 < words2.length; w2++) {
    let upper = words2[w2];
    if (upper === 0) continue;
    words2[w2] = 0;
    while (upper !== 0) {
      const word = (w2 << 5) + 31 - Math.clz32(upper & -upper);
      upper &= upper - 1;
      let lower = words[word];
      words[word] = 0;
      while (lower !== 0) {
        const bin = (word << 5) + 31 - Math.clz32(lower & -lower);
        lower &= lower - 1;
        const from = bin * stride;
        const to = g * stride;
        for (let k = 0; k < stride; k++) {
          sums[to + k] = bins[from + k];
          bins[from + k] = 0;
        }
        code[g++] = bin;
      }
    }
  }
  return g;
}
