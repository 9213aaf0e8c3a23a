/** What the compiled kernels export; pointers are byte offsets into the memory of their instance. See `assembly/` for the meaning. */
export interface Kernels {
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
  within(
    packed: number,
    lows: number,
    data: number,
    rows: number,
    p: number,
    point: number,
    doubled: number,
    limit: number,
    bound: number,
    found: number,
  ): number;
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
  largest(values: number, n: number): number;
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
  subtract(parent: number, child: number, bytes: number): void;
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
  logistic(raw: number, target: number, gradient: number, hessian: number, n: number): void;
  logisticLoss(
    data: number,
    rows: number,
    p: number,
    theta: number,
    signs: number,
    weights: number,
    gradient: number,
  ): number;
  shiftedSums(
    block: number,
    rows: number,
    p: number,
    groups: number,
    shift: number,
    sums: number,
    squares: number,
  ): void;
  shiftedColumns(
    block: number,
    rows: number,
    p: number,
    shift: number,
    columns: number,
    stride: number,
  ): void;
  addProducts(columns: number, rows: number, width: number, all: number): void;
  reflectRows(r: number, width: number, block: number, rows: number): void;
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
  sumVectors(rows: number, start: number, end: number, vectors: number, total: number): void;
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
  addLeaves(
    nodes: number,
    values: number,
    outputs: number,
    data: number,
    p: number,
    rows: number,
    out: number,
  ): void;
  turn(rows: number, n: number, columns: number, turned: number): void;
  part(
    bins: number,
    rows: number,
    start: number,
    end: number,
    bin: number,
    missing: number,
    scratch: number,
  ): number;
  sort(values: number, n: number, scratch: number, counts: number): void;
  binValues(
    values: number,
    n: number,
    cuts: number,
    half: number,
    missing: number,
    bins: number,
  ): void;
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
  ownDistances(
    data: number,
    rows: number,
    p: number,
    centres: number,
    labels: number,
    distances: number,
  ): void;
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
}

/** Linear memory of an instance. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface WebAssemblyApi {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
  Memory: new (limits: { initial: number; maximum: number }) => WasmMemory;
}

/** The parts of the run time that need not be there: a browser has no files, and neither types nor Node promise the rest. */
interface Runtime {
  WebAssembly?: WebAssemblyApi;
  process?: { getBuiltinModule?(name: "node:fs"): { readFileSync(url: URL): Uint8Array } };
}
const runtime = globalThis as unknown as Runtime;

let compiled: { readonly module: object | undefined } | undefined;

/** Reads and compiles the kernels, once; absent where there is no WebAssembly, no SIMD or no file. */
function compile(): object | undefined {
  try {
    const { url } = import.meta;
    // Beside this module in built code. Not a literal in the URL, or a bundler would pack the file.
    const built = url.endsWith(".ts") ? "../../../dist/kernels/analysis/wasm/" : "./";
    const place = new URL(`${built}kernels.wasm`, url);
    const bytes = runtime.process!.getBuiltinModule!("node:fs").readFileSync(place);
    return new runtime.WebAssembly!.Module(bytes);
  } catch {
    // Every caller has a TypeScript twin with the same results.
    return undefined;
  }
}

/** The compiled kernels, which another thread can use as they are; undefined where there are none. */
export function compiledKernels(): object | undefined {
  compiled ??= { module: compile() };
  return compiled.module;
}

/** Uses the kernels that another thread has compiled: what is hot there is fast here from the start. */
export function useKernels(module: object | undefined): void {
  if (module !== undefined) compiled = { module };
}

/**
 * Makes an instance of the kernels with a memory of its own. Synchronous: the file is a few kilobytes and is read on first use.
 *
 * @param pages pages of 64 KiB at first, and at most
 * @returns undefined when there is no WebAssembly or no such memory: the caller then does the work in TypeScript
 */
export function instantiate(
  initial: number,
  maximum: number,
): { readonly kernels: Kernels; readonly memory: WasmMemory } | undefined {
  const module = compiledKernels();
  if (module === undefined) return undefined;
  const { Instance, Memory } = runtime.WebAssembly!;
  try {
    const memory = new Memory({ initial, maximum });
    const { exports } = new Instance(module, { env: { memory } });
    return { kernels: exports as Kernels, memory };
  } catch {
    return undefined;
  }
}
