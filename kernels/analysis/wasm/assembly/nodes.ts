/**
 * The rows of a node of a tree, in AssemblyScript. Each row has a vector of two doubles, which is added up: the weight in the place of its
 * class, or weight and weighted target.
 */

/** The sum of the vectors of rows, in their order. */
export function sumVectors(rows: usize, start: i32, end: i32, vectors: usize, total: usize): void {
  let sum = f64x2.splat(0);
  const last = rows + <usize>end * 4;
  for (let at = rows + <usize>start * 4; at < last; at += 4)
    sum = f64x2.add(sum, v128.load(vectors + ((<usize>load<u32>(at)) << 4)));
  v128.store(total, sum);
}

// The node, as `bestCut` was told it, and the best cut so far.
let total: v128 = f64x2.splat(0);
let least: f64 = 0;
let isNumbers: bool = false;
let best: f64 = 0;
let before: i32 = 0;
let after: i32 = 0;

/**
 * Finds the cut of one column with the largest gain, the first of equal ones.
 *
 * @param codes the code of each row in the column, a byte
 * @param width number of codes of the column
 * @param bins 256 vectors, all 0, as they are left
 * @param marks four words of 64 bits, all 0, as they are left
 * @param whole the sum over all rows
 * @param minWeight least weight of a side
 * @param numbers 0 for the weights of two classes, 1 for weight and weighted target
 * @param found receives gain, the code before the cut and the one after it (f64, i32, i32)
 * @returns 0 when all rows have one code, 1 when no cut keeps the limit, else 2
 */
export function bestCut(
  codes: usize,
  width: i32,
  rows: usize,
  start: i32,
  end: i32,
  vectors: usize,
  bins: usize,
  marks: usize,
  whole: usize,
  minWeight: f64,
  numbers: i32,
  found: usize,
): i32 {
  total = v128.load(whole);
  least = minWeight;
  isNumbers = numbers !== 0;
  best = -Infinity;
  before = -1;
  const last = rows + <usize>end * 4;
  const first = rows + <usize>start * 4;
  let left = f64x2.splat(0);
  let known = -1;
  let groups = 0;
  if (2 * (end - start) >= width) {
    for (let at = first; at < last; at += 4) {
      const row = <usize>load<u32>(at);
      const bin = bins + ((<usize>load<u8>(codes + row)) << 4);
      v128.store(bin, f64x2.add(v128.load(bin), v128.load(vectors + (row << 4))));
    }
    const zero = f64x2.splat(0);
    for (let code = 0; code < width; code++) {
      const bin = bins + ((<usize>code) << 4);
      const own = v128.load(bin);
      if (!v128.any_true(f64x2.ne(own, zero))) continue;
      v128.store(bin, zero);
      if (known >= 0) tryCut(left, known, code);
      left = f64x2.add(left, own);
      known = code;
      groups++;
    }
  } else {
    // Few rows leave most bins empty: bits tell which are full.
    for (let at = first; at < last; at += 4) {
      const row = <usize>load<u32>(at);
      const code = <usize>load<u8>(codes + row);
      const bin = bins + (code << 4);
      const word = marks + ((code >> 6) << 3);
      v128.store(bin, f64x2.add(v128.load(bin), v128.load(vectors + (row << 4))));
      store<u64>(word, load<u64>(word) | ((<u64>1) << (code & 63)));
    }
    for (let w = 0; w < 4; w++) {
      const word = marks + ((<usize>w) << 3);
      let bits = load<u64>(word);
      if (bits === 0) continue;
      store<u64>(word, 0);
      while (bits !== 0) {
        const code = (w << 6) + <i32>ctz(bits);
        bits &= bits - 1;
        const bin = bins + ((<usize>code) << 4);
        if (known >= 0) tryCut(left, known, code);
        left = f64x2.add(left, v128.load(bin));
        v128.store(bin, f64x2.splat(0));
        known = code;
        groups++;
      }
    }
  }
  if (groups < 2) return 0;
  if (before < 0) return 1;
  store<f64>(found, best);
  store<i32>(found, before, 8);
  store<i32>(found, after, 12);
  return 2;
}

/** Compares the cut between two neighbouring groups with the best one. */
function tryCut(left: v128, code: i32, next: i32): void {
  const right = f64x2.sub(total, left);
  const l0 = f64x2.extract_lane(left, 0);
  const r0 = f64x2.extract_lane(right, 0);
  const squares = f64x2.mul(left, left);
  const others = f64x2.mul(right, right);
  let l = l0;
  let r = r0;
  let top = f64x2.extract_lane(squares, 1);
  let bottom = f64x2.extract_lane(others, 1);
  if (!isNumbers) {
    l += f64x2.extract_lane(left, 1);
    r += f64x2.extract_lane(right, 1);
    top = f64x2.extract_lane(squares, 0) + top;
    bottom = f64x2.extract_lane(others, 0) + bottom;
  }
  if (l < least || r < least) return;
  const gain = top / l + bottom / r;
  if (gain <= best) return;
  best = gain;
  before = code;
  after = next;
}

/**
 * Adds the values of the leaves of a tree that rows reach.
 *
 * @param nodes 16 bytes each: threshold (f64), bytes to the column in a row and in the highest bit whether a missing value goes right
 *   (u32), bytes to the left child, which the right one follows (u32); a leaf is its own left child and its threshold is infinite
 * @param values as many doubles per node as `outputs`
 * @param data rows of p doubles, a multiple of 8 rows
 * @param out as many doubles per row as `outputs`
 */
export function addLeaves(
  nodes: usize,
  values: usize,
  outputs: i32,
  data: usize,
  p: i32,
  rows: i32,
  out: usize,
): void {
  const width = <usize>p * 8;
  const bytes = <usize>outputs * 8;
  let base = data;
  for (let row = 0; row < rows; row += 8) {
    const r1 = base + width;
    const r2 = r1 + width;
    const r3 = r2 + width;
    const r4 = r3 + width;
    const r5 = r4 + width;
    const r6 = r5 + width;
    const r7 = r6 + width;
    let a: usize = 0;
    let b: usize = 0;
    let c: usize = 0;
    let d: usize = 0;
    let e: usize = 0;
    let f: usize = 0;
    let g: usize = 0;
    let h: usize = 0;
    // Eight rows go down together: while one waits for memory the others do not.
    for (;;) {
      const nextA = child(nodes + a, base);
      const nextB = child(nodes + b, r1);
      const nextC = child(nodes + c, r2);
      const nextD = child(nodes + d, r3);
      const nextE = child(nodes + e, r4);
      const nextF = child(nodes + f, r5);
      const nextG = child(nodes + g, r6);
      const nextH = child(nodes + h, r7);
      const moved = (nextA ^ a) | (nextB ^ b) | (nextC ^ c) | (nextD ^ d);
      if ((moved | (nextE ^ e) | (nextF ^ f) | (nextG ^ g) | (nextH ^ h)) === 0) break;
      a = nextA;
      b = nextB;
      c = nextC;
      d = nextD;
      e = nextE;
      f = nextF;
      g = nextG;
      h = nextH;
    }
    add(values + (a >> 4) * bytes, out, bytes);
    add(values + (b >> 4) * bytes, out + bytes, bytes);
    add(values + (c >> 4) * bytes, out + 2 * bytes, bytes);
    add(values + (d >> 4) * bytes, out + 3 * bytes, bytes);
    add(values + (e >> 4) * bytes, out + 4 * bytes, bytes);
    add(values + (f >> 4) * bytes, out + 5 * bytes, bytes);
    add(values + (g >> 4) * bytes, out + 6 * bytes, bytes);
    add(values + (h >> 4) * bytes, out + 7 * bytes, bytes);
    base = r7 + width;
    out += 8 * bytes;
  }
}

/** Bytes to the child that a row goes to; there is no branch that could be guessed wrong. */
function child(node: usize, row: usize): usize {
  const column = load<u32>(node, 8);
  const x = load<f64>(row + <usize>(column & 0x7fffffff));
  const right = u32(x > load<f64>(node)) | (u32(Number.isNaN(x)) & (column >>> 31));
  return <usize>(load<u32>(node, 12) + (right << 4));
}

function add(values: usize, out: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 8)
    store<f64>(out + at, load<f64>(out + at) + load<f64>(values + at));
}
