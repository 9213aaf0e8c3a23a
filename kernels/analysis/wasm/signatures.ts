// Written by kernels/wasm.mjs from what the compiler says.

/** What the compiled kernels export; pointers are byte offsets into the memory of their instance. */
export interface Kernels {
  /** See `assembly/bins.ts`. */
  sort(values: number, n: number, scratch: number, counts: number): void;
  /** See `assembly/bins.ts`. */
  binValues(
    values: number,
    n: number,
    cuts: number,
    half: number,
    missing: number,
    bins: number,
  ): void;
  /** See `assembly/bins.ts`. */
  turn(rows: number, n: number, columns: number, turned: number): void;
  /** See `assembly/centres.ts`. */
  assignRows(
    packed: number,
    slacks: number,
    data: number,
    rows: number,
    p: number,
    doubled: number,
    norms: number,
    centres: number,
    k: number,
    slack: number,
    labels: number,
  ): number;
  /** See `assembly/centres.ts`. */
  ownDistances(
    data: number,
    rows: number,
    p: number,
    centres: number,
    labels: number,
    distances: number,
  ): void;
  /** See `assembly/centres.ts`. */
  potentials(
    data: number,
    rows: number,
    p: number,
    pairs: number,
    weights: number,
    nearest: number,
    first: number,
    second: number,
    totals: number,
  ): void;
  /** See `assembly/centres.ts`. */
  clusterSums(
    data: number,
    rows: number,
    p: number,
    k: number,
    weights: number,
    labels: number,
    blockRows: number,
    sums: number,
    sizes: number,
    block: number,
  ): void;
  /** See `assembly/exponentials.ts`. */
  logistic(raw: number, target: number, gradient: number, hessian: number, n: number): void;
  /** See `assembly/exponentials.ts`. */
  logisticLoss(
    data: number,
    rows: number,
    p: number,
    theta: number,
    signs: number,
    weights: number,
    gradient: number,
  ): number;
  /** See `assembly/exponentials.ts`. */
  radialRow(
    packed: number,
    rows: number,
    p: number,
    squares: number,
    x: number,
    xSquare: number,
    gamma: number,
    out: number,
  ): void;
  /** See `assembly/histograms.ts`. */
  largest(values: number, n: number): number;
  /** See `assembly/histograms.ts`. */
  pairUp(
    gradient: number,
    hessian: number,
    n: number,
    gradientFactor: number,
    hessianFactor: number,
    gradientShift: number,
    hessianShift: number,
    countBits: number,
    pairs: number,
    rows: number,
  ): void;
  /** See `assembly/histograms.ts`. */
  addRows(
    bins: number,
    columns: number,
    stride: number,
    rows: number,
    start: number,
    end: number,
    pairs: number,
    histogram: number,
  ): void;
  /** See `assembly/histograms.ts`. */
  subtract(parent: number, child: number, bytes: number): void;
  /** See `assembly/histograms.ts`. */
  part(
    bins: number,
    rows: number,
    start: number,
    end: number,
    bin: number,
    missing: number,
    scratch: number,
  ): number;
  /** See `assembly/nodes.ts`. */
  sumVectors(rows: number, start: number, end: number, vectors: number, total: number): void;
  /** See `assembly/nodes.ts`. */
  bestCut(
    codes: number,
    width: number,
    rows: number,
    start: number,
    end: number,
    vectors: number,
    bins: number,
    marks: number,
    whole: number,
    minWeight: number,
    numbers: number,
    found: number,
  ): number;
  /** See `assembly/nodes.ts`. */
  addLeaves(
    nodes: number,
    values: number,
    outputs: number,
    data: number,
    p: number,
    rows: number,
    out: number,
  ): void;
  /** See `assembly/pairs.ts`. */
  offerBlocks(
    packed: number,
    lows: number,
    data: number,
    rows: number,
    p: number,
    firstBlock: number,
    endBlock: number,
    points: number,
    doubled: number,
    lowest: number,
    found: number,
    distances: number,
    counts: number,
    k: number,
    scale: number,
  ): void;
  /** See `assembly/pairs.ts`. */
  within(
    packed: number,
    lows: number,
    data: number,
    rows: number,
    p: number,
    point: number,
    doubled: number,
    limit: number,
    limit32: number,
    found: number,
  ): number;
  /** See `assembly/splits.ts`. */
  bestSplit(
    histogram: number,
    columns: number,
    stride: number,
    lastBins: number,
    missingBin: number,
    countBits: number,
    ask: number,
    found: number,
  ): void;
  /** See `assembly/sums.ts`. */
  shiftedSums(
    block: number,
    rows: number,
    p: number,
    groups: number,
    shift: number,
    sums: number,
    squares: number,
  ): void;
  /** See `assembly/sums.ts`. */
  shiftedColumns(
    block: number,
    rows: number,
    p: number,
    shift: number,
    columns: number,
    stride: number,
  ): void;
  /** See `assembly/sums.ts`. */
  addProducts(columns: number, rows: number, width: number, all: number): void;
  /** See `assembly/sums.ts`. */
  reflectRows(r: number, width: number, block: number, rows: number): void;
}
