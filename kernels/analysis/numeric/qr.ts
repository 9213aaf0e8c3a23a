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
    const square = dot(block, column, column, rows);
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
    for (; j + 1 < width; j += 2) reflectTwo(r, block, rows, width, k, j, head, beta);
    for (; j < width; j++) {
      const other = j * rows;
      const place = j * width + k;
      const factor = (r[place] * head + dot(block, column, other, rows)) * beta;
      r[place] -= factor * head;
      for (let i = 0; i < rows; i++) block[other + i] -= factor * block[column + i];
    }
  }
}

/** The scalar product of two columns: even rows, then odd ones, as in WebAssembly. */
function dot(block: Float64Array, a: number, b: number, rows: number): number {
  let even = 0;
  let odd = 0;
  const paired = rows - (rows % 2);
  for (let i = 0; i < paired; i += 2) {
    even += block[a + i] * block[b + i];
    odd += block[a + i + 1] * block[b + i + 1];
  }
  if (paired < rows) even += block[a + paired] * block[b + paired];
  return even + odd;
}

/** Applies reflector k to columns j and j + 1, which share the loads of the reflector. */
function reflectTwo(
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
  const place = j * width + k;
  let even0 = 0;
  let even1 = 0;
  let odd0 = 0;
  let odd1 = 0;
  const paired = rows - (rows % 2);
  for (let i = 0; i < paired; i += 2) {
    const x = block[v + i];
    const z = block[v + i + 1];
    even0 += x * block[a + i];
    odd0 += z * block[a + i + 1];
    even1 += x * block[b + i];
    odd1 += z * block[b + i + 1];
  }
  if (paired < rows) {
    even0 += block[v + paired] * block[a + paired];
    even1 += block[v + paired] * block[b + paired];
  }
  const first = (r[place] * head + (even0 + odd0)) * beta;
  const second = (r[place + width] * head + (even1 + odd1)) * beta;
  r[place] -= first * head;
  r[place + width] -= second * head;
  for (let i = 0; i < rows; i++) {
    const x = block[v + i];
    block[a + i] -= first * x;
    block[b + i] -= second * x;
  }
}
