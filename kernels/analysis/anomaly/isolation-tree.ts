import type { Matrix } from "../base/matrix.ts";
import { type RandomStream, stream } from "../random/stream.ts";

/** One isolation tree as flat arrays; node 0 is the root, the left child of a node comes right after it. Plain data. */
export interface IsolationTree {
  /** Column that a node asks about; -1 in a leaf. */
  readonly feature: Int32Array;
  /** A row goes left when its value is ≤ the threshold; in a leaf the length of the way there, with what its rows would still need. */
  readonly threshold: Float64Array;
  /** Index of the right child. */
  readonly right: Int32Array;
}

/** All that is needed to grow any tree of an isolation forest: plain data, the same in every worker. */
export interface IsolationJob {
  readonly matrix: Matrix;
  readonly seed: number;
  readonly nEstimators: number;
  /** Rows per tree. */
  readonly draws: number;
  readonly bootstrap: boolean;
  /** Columns per tree. */
  readonly columnsPerTree: number;
}

const EULER = 0.5772156649015329;

/**
 * The mean length of an unsuccessful search in a binary search tree of n rows: 2 (ln(n - 1) + γ) - 2 (n - 1) / n, by which path lengths
 * are scaled (Liu, Ting, Zhou 2008, equation 1, with γ for the harmonic number); 0 for one row, 1 for two.
 */
export function averagePathLength(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return 2 * (Math.log(n - 1) + EULER) - (2 * (n - 1)) / n;
}

/** How deep a tree of so many rows may grow: the mean depth at which one row is alone. */
export function isolationDepth(rows: number): number {
  return Math.ceil(Math.log2(Math.max(2, rows)));
}

/** Opens a way to grow the trees of a forest, each by its index alone: its stream is `stream(seed, "tree", index)`. */
export function isolationTreeMaker(job: IsolationJob): (index: number) => IsolationTree {
  const { matrix, draws, bootstrap, columnsPerTree } = job;
  const rows = Int32Array.from({ length: matrix.rows }, (_, i) => i);
  return (index) => {
    const random = stream(job.seed, "tree", index);
    const columns = random.permutation(matrix.columns).subarray(0, columnsPerTree);
    const drawn = new Int32Array(draws);
    if (bootstrap) for (let i = 0; i < draws; i++) drawn[i] = random.int(matrix.rows);
    else drawWithout(rows, drawn, random);
    return growIsolationTree(matrix, drawn, columns, random);
  };
}

/** Draws rows without replacement and puts the list back in order, so that every tree starts from the same. */
function drawWithout(rows: Int32Array, drawn: Int32Array, random: RandomStream): void {
  const swaps = new Int32Array(drawn.length);
  for (let i = 0; i < drawn.length; i++) {
    const at = i + random.int(rows.length - i);
    swaps[i] = at;
    drawn[i] = rows[at];
    rows[at] = rows[i];
    rows[i] = drawn[i];
  }
  for (let i = drawn.length - 1; i >= 0; i--) {
    const at = swaps[i];
    const held = rows[i];
    rows[i] = rows[at];
    rows[at] = held;
  }
}

/** Grows a tree until every row is alone or the mean depth of its size is reached. */
function growIsolationTree(
  { data, columns: width }: Matrix,
  rows: Int32Array,
  columns: Int32Array,
  random: RandomStream,
): IsolationTree {
  const maxDepth = isolationDepth(rows.length);
  const feature: number[] = [];
  const threshold: number[] = [];
  const right: number[] = [];
  const open: { start: number; end: number; depth: number; parent: number }[] = [
    { start: 0, end: rows.length, depth: 0, parent: -1 },
  ];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const index = feature.length;
    if (node.parent >= 0) right[node.parent] = index;
    const { start, end, depth } = node;
    const split =
      depth < maxDepth && end - start > 1
        ? drawSplit(data, width, rows, start, end, columns, random)
        : undefined;
    right.push(-1);
    if (split === undefined) {
      feature.push(-1);
      threshold.push(depth + averagePathLength(end - start));
      continue;
    }
    feature.push(split.feature);
    threshold.push(split.threshold);
    const middle = part(data, width, rows, start, end, split);
    open.push({ start: middle, end, depth: depth + 1, parent: index });
    open.push({ start, end: middle, depth: depth + 1, parent: -1 });
  }
  return {
    feature: Int32Array.from(feature),
    threshold: Float64Array.from(threshold),
    right: Int32Array.from(right),
  };
}

interface Cut {
  readonly feature: number;
  readonly threshold: number;
}

/** Draws a column that is not constant, and a threshold between its smallest and largest value. */
function drawSplit(
  data: Float64Array,
  width: number,
  rows: Int32Array,
  start: number,
  end: number,
  columns: Int32Array,
  random: RandomStream,
): Cut | undefined {
  for (let tried = 0; tried < columns.length; tried++) {
    const at = tried + random.int(columns.length - tried);
    const feature = columns[at];
    columns[at] = columns[tried];
    columns[tried] = feature;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = start; i < end; i++) {
      const x = data[rows[i] * width + feature];
      if (x < low) low = x;
      if (x > high) high = x;
    }
    if (!(high > low)) continue;
    const threshold = low + random() * (high - low);
    return { feature, threshold: threshold < high ? threshold : low };
  }
  return undefined;
}

function part(
  data: Float64Array,
  width: number,
  rows: Int32Array,
  start: number,
  end: number,
  { feature, threshold }: Cut,
): number {
  let left = start;
  for (let i = start; i < end; i++) {
    const row = rows[i];
    if (data[row * width + feature] > threshold) continue;
    rows[i] = rows[left];
    rows[left++] = row;
  }
  return left;
}
