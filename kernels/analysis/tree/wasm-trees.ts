import type { Matrix } from "../base/matrix.ts";
import { Arena } from "../wasm/arena.ts";

/** Rows that are brought in together: they stay in the cache while all trees pass by. */
const BLOCK = 4096;
/** Bytes per node. */
const NODE = 16;

/** A tree as flat arrays. */
export interface FlatTree {
  /** Column that a node asks about; -1 in a leaf. */
  readonly feature: Int32Array;
  /** A row goes left when its value is at most this. */
  readonly threshold: Float64Array;
  readonly childrenLeft: Int32Array;
  readonly childrenRight: Int32Array;
  /** 1 when a missing value goes left; absent when there are none. */
  readonly missingLeft?: Uint8Array;
}

/** Trees in WebAssembly, through which rows pass; sums have the bits of the TypeScript. */
export class WasmTrees {
  readonly #arena: Arena;
  readonly #outputs: number;
  readonly #p: number;
  readonly #trees: { readonly nodes: number; readonly values: number }[] = [];
  readonly #data: number;
  readonly #out: number;

  private constructor(
    arena: Arena,
    trees: readonly FlatTree[],
    values: readonly Float64Array[],
    outputs: number,
    p: number,
  ) {
    this.#arena = arena;
    this.#outputs = outputs;
    this.#p = p;
    this.#data = arena.place(BLOCK * p * 8);
    this.#out = arena.place(BLOCK * outputs * 8);
    trees.forEach((tree, t) => {
      const n = tree.feature.length;
      const place = { nodes: arena.place(n * NODE), values: arena.place(n * outputs * 8) };
      this.#trees.push(place);
      const order = siblingsTogether(tree);
      this.#putNodes(tree, order, place.nodes);
      const to = arena.float64(place.values, n * outputs);
      for (let node = 0; node < n; node++)
        for (let k = 0; k < outputs; k++)
          to[order[node] * outputs + k] = values[t][node * outputs + k];
    });
  }

  /**
   * Undefined when WebAssembly is missing or does not pay for so many rows.
   *
   * @param values as many numbers per node as there are outputs, for each tree
   */
  static open(
    trees: readonly FlatTree[],
    values: readonly Float64Array[],
    outputs: number,
    { rows, columns: p }: Matrix,
  ): WasmTrees | undefined {
    let nodes = 0;
    for (const { feature } of trees) nodes += feature.length;
    // Laying out a node takes about as long as four rows take at one.
    if (rows < 64 || rows * trees.length < nodes / 2) return undefined;
    const arena = Arena.open(nodes * (NODE + outputs * 8) + BLOCK * (p + outputs) * 8 + 4096);
    return arena && new WasmTrees(arena, trees, values, outputs, p);
  }

  #putNodes(tree: FlatTree, order: Int32Array, at: number): void {
    const { feature, threshold, childrenLeft, missingLeft } = tree;
    const n = feature.length;
    const doubles = this.#arena.float64(at, 2 * n);
    const words = this.#arena.int32(at, 4 * n);
    for (let node = 0; node < n; node++) {
      const to = order[node];
      const isLeaf = feature[node] < 0;
      const goesRight = !isLeaf && missingLeft !== undefined && missingLeft[node] === 0;
      doubles[2 * to] = isLeaf ? Number.POSITIVE_INFINITY : threshold[node];
      words[4 * to + 2] = (isLeaf ? 0 : feature[node] * 8) | (goesRight ? 1 << 31 : 0);
      words[4 * to + 3] = NODE * (isLeaf ? to : order[childrenLeft[node]]);
    }
  }

  /** Adds what all trees say of rows from `start` to `end`, tree after tree, to `out` from `at` on: `outputs` numbers per row. */
  add({ data }: Matrix, start: number, end: number, out: Float64Array, at: number): void {
    const p = this.#p;
    const outputs = this.#outputs;
    const rows = this.#arena.float64(this.#data, BLOCK * p);
    const sums = this.#arena.float64(this.#out, BLOCK * outputs);
    for (let first = start; first < end; first += BLOCK) {
      const many = Math.min(BLOCK, end - first);
      const from = at + (first - start) * outputs;
      rows.set(data.subarray(first * p, (first + many) * p));
      sums.set(out.subarray(from, from + many * outputs));
      for (const { nodes, values } of this.#trees)
        this.#arena.kernels.addLeaves(nodes, values, outputs, this.#data, p, many, this.#out);
      out.set(sums.subarray(0, many * outputs), from);
    }
  }
}

/** New places of nodes, in which a right child follows its left sibling. */
function siblingsTogether({ feature, childrenLeft, childrenRight }: FlatTree): Int32Array {
  const order = new Int32Array(feature.length);
  let next = 1;
  // A parent comes before its children.
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] < 0) continue;
    order[childrenLeft[node]] = next;
    order[childrenRight[node]] = next + 1;
    next += 2;
  }
  return order;
}
