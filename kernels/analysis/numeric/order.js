const DIGIT = 11;
const BUCKETS = 1 << DIGIT;
/**
 * Sorts doubles without moving them: memory that is used again from column to column.
 *
 * Source: radix sort of the bits, least significant digit first (Seward 1954), eleven bits at a time; sign bits are flipped so that
 * the order of the bits is that of the numbers (Herf 2001).
 */
export class ColumnOrder {
  #high;
  #low;
  #order;
  #scratch;
  #counts = new Int32Array(6 * BUCKETS);
  /** @param n longest column */
  constructor(n) {
    this.#high = new Uint32Array(n);
    this.#low = new Uint32Array(n);
    this.#order = new Int32Array(n);
    this.#scratch = new Int32Array(n);
  }
  /**
   * The places of the values in rising order, equal ones in their own order.
   *
   * @param values no NaN; 0 and -0 are equal
   * @returns memory that the next call overwrites
   */
  sort(values) {
    const n = values.length;
    const high = this.#high;
    const low = this.#low;
    const counts = this.#counts.fill(0);
    for (let i = 0; i < n; i++) {
      // Adding 0 makes -0 a 0.
      number[0] = values[i] + 0;
      const sign = bits[1] >> 31;
      const h = (bits[1] ^ (sign | 0x80000000)) >>> 0;
      const l = (bits[0] ^ sign) >>> 0;
      high[i] = h;
      low[i] = l;
      for (let pass = 0; pass < 6; pass++) counts[pass * BUCKETS + digit(h, l, pass)]++;
    }
    for (let i = 0; i < n; i++) this.#order[i] = i;
    for (let pass = 0; pass < 6; pass++) {
      // All in one bucket: this digit orders nothing.
      if (n > 0 && counts[pass * BUCKETS + digit(high[0], low[0], pass)] === n) continue;
      this.#pass(pass, n);
    }
    return this.#order.subarray(0, n);
  }
  #pass(pass, n) {
    const order = this.#order;
    const scratch = this.#scratch;
    const high = this.#high;
    const low = this.#low;
    const next = this.#counts.subarray(pass * BUCKETS, (pass + 1) * BUCKETS);
    let sum = 0;
    for (let b = 0; b < BUCKETS; b++) {
      const size = next[b];
      next[b] = sum;
      sum += size;
    }
    for (let i = 0; i < n; i++) {
      const at = order[i];
      scratch[next[digit(high[at], low[at], pass)]++] = at;
    }
    this.#order = scratch;
    this.#scratch = order;
  }
}
const number = new Float64Array(1);
const bits = new Int32Array(number.buffer);
/** Digit 0 … 5 of 64 bits; the third crosses the middle. */
function digit(high, low, pass) {
  switch (pass) {
    case 0:
      return low & 2047;
    case 1:
      return (low >>> 11) & 2047;
    case 2:
      return (low >>> 22) | ((high & 1) << 10);
    case 3:
      return (high >>> 1) & 2047;
    case 4:
      return (high >>> 12) & 2047;
    default:
      return high >>> 23;
  }
}
//# sourceMappingURL=order.js.map
