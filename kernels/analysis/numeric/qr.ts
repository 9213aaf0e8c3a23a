/**
 * The upper triangle R of a QR decomposition, taken in block by block of rows (TSQR with a running triangle), so that a tall matrix needs
 * no copy and a fit can stop between two blocks.
 *
 * Source: Householder (1958); the running form as in Golub and Van Loan (2013), section 5.2 and 6.5. R is stored by columns.
 */
export interface RunningQr {
  /** Number of columns. */
  readonly width: number;
  /** R by columns: R(i, j) = r[j * width + i], i ≤ j; zero below. */
  readonly r: Float64Array;
}

export function emptyQr(width: number): RunningQr {
  return { width, r: new Float64Array(width * width) };
}

/**
 * Takes in rows.
 *
 * @param block the rows by columns: value (i, j) = block[j * rows + i]; destroyed
 * @param rows number of rows in the block
 */
export function addRows({ width, r }: RunningQr, block: Float64Array, rows: number): void {
  for (let k = 0; k < width; k++) {
    const column = k * rows;
    let square = 0;
    for (let i = column, end = column + rows; i < end; i++) square += block[i] * block[i];
    if (square === 0) continue;
    const diagonal = k * width + k;
    const top = r[diagonal];
    const length = Math.sqrt(top * top + square);
    const alpha = top > 0 ? -length : length;
    // Reflector v = (top - alpha, block column); beta = 2 / v'v.
    const head = top - alpha;
    const beta = -1 / (alpha * head);
    r[diagonal] = alpha;
    let j = k + 1;
    for (; j + 3 < width; j += 4) reflectFour(r, block, rows, width, k, j, head, beta);
    for (; j < width; j++) {
      const other = j * rows;
      const place = j * width + k;
      let dot = r[place] * head;
      for (let i = 0; i < rows; i++) dot += block[column + i] * block[other + i];
      const factor = dot * beta;
      r[place] -= factor * head;
      for (let i = 0; i < rows; i++) block[other + i] -= factor * block[column + i];
    }
  }
}

/** Applies reflector k to columns j … j + 3, which share the loads of the reflector. */
function reflectFour(
  r: Float64Array,
  block: Float64Array,
  rows: number,
  width: number,
  k: number,
  j: number,
  head: number,
  beta: number,
): void {
  const v = k * rows;
  const a = j * rows;
  const b = a + rows;
  const c = b + rows;
  const d = c + rows;
  const place = j * width + k;
  let s0 = r[place] * head;
  let s1 = r[place + width] * head;
  let s2 = r[place + 2 * width] * head;
  let s3 = r[place + 3 * width] * head;
  for (let i = 0; i < rows; i++) {
    const x = block[v + i];
    s0 += x * block[a + i];
    s1 += x * block[b + i];
    s2 += x * block[c + i];
    s3 += x * block[d + i];
  }
  s0 *= beta;
  s1 *= beta;
  s2 *= beta;
  s3 *= beta;
  r[place] -= s0 * head;
  r[place + width] -= s1 * head;
  r[place + 2 * width] -= s2 * head;
  r[place + 3 * width] -= s3 * head;
  for (let i = 0; i < rows; i++) {
    const x = block[v + i];
    block[a + i] -= s0 * x;
    block[b + i] -= s1 * x;
    block[c + i] -= s2 * x;
    block[d + i] -= s3 * x;
  }
}
