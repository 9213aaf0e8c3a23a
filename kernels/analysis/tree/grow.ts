import type { RandomStream } from "../random/stream.ts";
import type { CodedFeatures } from "./codes.ts";
import { Frontier } from "./frontier.ts";
import { type NodeFacts, NodeReader } from "./node-facts.ts";
import { NodeList, type TreeNodes } from "./nodes.ts";
import { SortedRows } from "./sorted-rows.ts";
import { type GrowLimits, Splitter } from "./splitter.ts";
import { WasmNodes } from "./wasm-nodes.ts";

/** A node that exists as a leaf and whose split, if there is one, is known and whose rows are already parted. */
interface Candidate {
  readonly node: number;
  readonly start: number;
  readonly middle: number;
  readonly end: number;
  readonly depth: number;
  readonly feature: number;
  readonly threshold: number;
  /** Decrease of impurity, as a share of the whole tree's weight. */
  readonly improvement: number;
}

/**
 * Grows classification and regression trees (Breiman, Friedman, Olshen, Stone 1984) over coded features; its working memory is used
 * again from tree to tree.
 */
export class TreeGrower {
  readonly #features: CodedFeatures;
  readonly #limits: GrowLimits;
  readonly #fast: WasmNodes | undefined;
  readonly #splitter: Splitter;
  readonly #reader: NodeReader;
  readonly #outputs: number;
  readonly #rows: Int32Array;
  readonly #scratch: Int32Array;
  readonly #sorted: SortedRows | undefined;
  #weightSum = 0;

  /** @param classes number of classes, or 0 for a target of numbers */
  constructor(features: CodedFeatures, classes: number, limits: GrowLimits) {
    this.#features = features;
    this.#limits = limits;
    this.#fast = WasmNodes.open(features, classes, limits);
    this.#splitter = new Splitter(features, classes || 2, classes > 0, limits, this.#fast);
    this.#reader = new NodeReader(features.rows, classes, limits.criterion, this.#fast);
    this.#outputs = classes || 1;
    this.#rows = this.#fast?.rows ?? new Int32Array(features.rows);
    this.#scratch = new Int32Array(this.#fast === undefined ? features.rows : 0);
    const triesAll = limits.maxFeatures >= features.columns && limits.splitter === "best";
    // With few codes a histogram is quicker than lists in order.
    if (triesAll && features.codes instanceof Int32Array)
      this.#sorted = new SortedRows(features, this.#reader.pairs);
  }

  /**
   * Grows one tree.
   *
   * @param target class codes or numbers, one per row
   * @param weight one weight per row, ≥ 0; rows of weight 0 are left out
   * @param random draws columns and, for random splits, thresholds
   */
  grow(target: Float64Array, weight: Float64Array, random: RandomStream): TreeNodes {
    this.#splitter.reset();
    let n = 0;
    this.#weightSum = 0;
    for (let row = 0; row < weight.length; row++) {
      if (weight[row] <= 0) continue;
      this.#rows[n++] = row;
      this.#weightSum += weight[row];
    }
    this.#reader.begin(target, weight, this.#rows, n);
    this.#sorted?.open();
    const nodes = new NodeList(this.#outputs);
    const root = this.#visit(nodes, random, {
      parent: -1,
      isLeft: false,
      start: 0,
      end: n,
      depth: 0,
    });
    if (root !== undefined)
      if (this.#limits.maxLeafNodes < Number.POSITIVE_INFINITY)
        this.#bestFirst(nodes, root, random);
      else this.#depthFirst(nodes, root, random);
    return nodes.finish();
  }

  #depthFirst(nodes: NodeList, root: Candidate, random: RandomStream): void {
    // A sibling waits as the place of its rows; it is visited after the whole left branch, so indices are in preorder.
    const stack: { parent: number; start: number; end: number; depth: number }[] = [];
    let open: Candidate | undefined = root;
    for (;;) {
      if (open !== undefined) {
        nodes.split(open.node, open.feature, open.threshold);
        stack.push({ parent: open.node, start: open.middle, end: open.end, depth: open.depth + 1 });
        open = this.#visit(nodes, random, {
          parent: open.node,
          isLeft: true,
          start: open.start,
          end: open.middle,
          depth: open.depth + 1,
        });
        continue;
      }
      const next = stack.pop();
      if (next === undefined) return;
      open = this.#visit(nodes, random, { ...next, isLeft: false });
    }
  }

  /** Splits the leaf with the largest improvement until there are `maxLeafNodes`. */
  #bestFirst(nodes: NodeList, root: Candidate, random: RandomStream): void {
    const frontier = new Frontier<Candidate>();
    frontier.push(root, root.improvement);
    for (let leaves = 1; leaves < this.#limits.maxLeafNodes; leaves++) {
      const open = frontier.pop();
      if (open === undefined) return;
      nodes.split(open.node, open.feature, open.threshold);
      for (const isLeft of [true, false]) {
        const child = this.#visit(nodes, random, {
          parent: open.node,
          isLeft,
          start: isLeft ? open.start : open.middle,
          end: isLeft ? open.middle : open.end,
          depth: open.depth + 1,
        });
        if (child !== undefined) frontier.push(child, child.improvement);
      }
    }
  }

  /** Adds a node; when it can be split, parts its rows and tells how. */
  #visit(
    nodes: NodeList,
    random: RandomStream,
    at: { parent: number; isLeft: boolean; start: number; end: number; depth: number },
  ): Candidate | undefined {
    const { start, end, depth } = at;
    const facts = this.#reader.read(this.#rows, start, end);
    const node = nodes.add(at.parent, at.isLeft, facts);
    if (this.#mustEnd(facts, depth)) return undefined;
    const open = this.#reader.open(start, end);
    const split =
      this.#sorted === undefined
        ? this.#splitter.find(open, this.#rows, random)
        : this.#splitter.findSorted(open, this.#sorted);
    if (split === undefined) return undefined;
    const improvement = this.#reader.decrease(split.gain) / this.#weightSum;
    if (improvement + Number.EPSILON < this.#limits.minImpurityDecrease) return undefined;
    const middle = this.#part(split.feature, split.code, start, end);
    this.#sorted?.part(this.#rows, start, middle, end);
    const { feature, threshold } = split;
    return { node, start, middle, end, depth, feature, threshold, improvement };
  }

  #mustEnd({ samples, weighted, impurity }: NodeFacts, depth: number): boolean {
    const limits = this.#limits;
    return (
      depth >= limits.maxDepth ||
      samples < limits.minSamplesSplit ||
      samples < 2 * limits.minSamplesLeaf ||
      weighted < 2 * limits.minWeightLeaf ||
      impurity <= this.#reader.pure
    );
  }

  /** Moves the rows that go left before the others; both keep their order, which keeps memory access in order. */
  #part(feature: number, code: number, start: number, end: number): number {
    if (this.#fast !== undefined) return this.#fast.part(feature, code, start, end);
    const { codes, rows: stride } = this.#features;
    return codes instanceof Uint8Array
      ? partBytes(codes, feature * stride, code, this.#rows, start, end, this.#scratch)
      : partInts(codes, feature * stride, code, this.#rows, start, end, this.#scratch);
  }
}

// One function per element kind: a loop that sees both is compiled for neither.
function partBytes(
  codes: Uint8Array,
  base: number,
  code: number,
  rows: Int32Array,
  start: number,
  end: number,
  scratch: Int32Array,
): number {
  let left = start;
  let right = 0;
  for (let i = start; i < end; i++) {
    const row = rows[i];
    if (codes[base + row] <= code) rows[left++] = row;
    else scratch[right++] = row;
  }
  for (let i = 0; i < right; i++) rows[left + i] = scratch[i];
  return left;
}

function partInts(
  codes: Int32Array,
  base: number,
  code: number,
  rows: Int32Array,
  start: number,
  end: number,
  scratch: Int32Array,
): number {
  let left = start;
  let right = 0;
  for (let i = start; i < end; i++) {
    const row = rows[i];
    if (codes[base + row] <= code) rows[left++] = row;
    else scratch[right++] = row;
  }
  for (let i = 0; i < right; i++) rows[left + i] = scratch[i];
  return left;
}
