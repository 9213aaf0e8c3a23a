import type { RandomStream } from "../random/stream.ts";
import { type CodedFeatures, codeOf } from "./codes.ts";
import { type Criterion, type Cut, type Scan, scanFor } from "./criterion.ts";
import { Groups, type NodeRows } from "./groups.ts";
import type { SortedRows } from "./sorted-rows.ts";
import type { WasmNodes } from "./wasm-nodes.ts";

/** How a tree may grow; every value is checked and filled in. */
export interface GrowLimits {
  readonly criterion: Criterion;
  /** "best": the best threshold of a column; "random": one drawn at random (Geurts, Ernst, Wehenkel 2006). */
  readonly splitter: "best" | "random";
  readonly maxDepth: number;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  /** In units of weight. */
  readonly minWeightLeaf: number;
  /** Number of columns that are tried at each node. */
  readonly maxFeatures: number;
  readonly maxLeafNodes: number;
  readonly minImpurityDecrease: number;
}

/** The best question for one node. */
export interface Split {
  feature: number;
  /** Rows with codes up to this go left. */
  code: number;
  threshold: number;
  /** As the criterion's scan gives it; comparable inside one node only. */
  gain: number;
}

/** The node that is to be split. */
export interface OpenNode extends NodeRows {
  /** Sums over all its rows: weight of each class, or weight and weighted target. */
  readonly total: Float64Array;
}

/** Finds the best split of a node over the columns that are tried. */
export class Splitter {
  readonly #features: CodedFeatures;
  readonly #limits: GrowLimits;
  readonly #groups: Groups;
  readonly #scan: Scan;
  readonly #columns: Int32Array;
  readonly #cut: Cut = { gain: 0, group: -1 };
  readonly #split: Split = { feature: -1, code: 0, threshold: 0, gain: 0 };
  readonly #fast: WasmNodes | undefined;

  /** @param fast looks for the cuts of a column, where it can */
  constructor(
    features: CodedFeatures,
    lanes: number,
    classes: boolean,
    limits: GrowLimits,
    fast: WasmNodes | undefined,
  ) {
    this.#features = features;
    this.#fast = fast;
    this.#limits = limits;
    this.#groups = new Groups(features, lanes, classes, limits.minSamplesLeaf > 1);
    this.#scan = scanFor(limits.criterion, lanes);
    this.#columns = Int32Array.from({ length: features.columns }, (_, j) => j);
  }

  /** Forgets in which order columns were drawn before: a tree depends on its own stream alone. */
  reset(): void {
    for (let j = 0; j < this.#columns.length; j++) this.#columns[j] = j;
  }

  /** The best split over all columns, whose rows are in order. */
  findSorted(node: OpenNode, sorted: SortedRows): Split | undefined {
    const best = this.#split;
    best.feature = -1;
    best.gain = Number.NEGATIVE_INFINITY;
    for (let feature = 0; feature < this.#columns.length; feature++) {
      const base = feature * sorted.stride;
      if (this.#groups.fillSorted(sorted, base + node.start, base + node.end))
        this.#tryAll(feature, node);
    }
    return best.feature < 0 ? undefined : best;
  }

  /**
   * Returns the best split, or undefined when no column can be split within the limits. Columns are drawn without replacement until
   * `maxFeatures` are tried and at least one of them was not constant; when all are tried they are taken in order.
   */
  find(node: OpenNode, rows: Int32Array, random: RandomStream): Split | undefined {
    const { maxFeatures, splitter } = this.#limits;
    const columns = this.#columns;
    const width = columns.length;
    const inOrder = maxFeatures >= width && splitter === "best";
    const best = this.#split;
    best.feature = -1;
    best.gain = Number.NEGATIVE_INFINITY;
    let varied = 0;
    for (let tried = 0; tried < width && (tried < maxFeatures || varied === 0); tried++) {
      if (!inOrder) {
        const drawn = tried + random.int(width - tried);
        const held = columns[tried];
        columns[tried] = columns[drawn];
        columns[drawn] = held;
      }
      const feature = columns[tried];
      if (this.#fast !== undefined) {
        const found = this.#fast.find(feature, node.start, node.end);
        if (found === 0) continue;
        const { gain, code, nextCode } = this.#fast;
        if (found === 2 && gain > best.gain) this.#takeBetween(feature, gain, code, nextCode);
      } else if (splitter === "random") {
        if (!this.#groups.gather(feature, rows, node.start, node.end)) continue;
        this.#tryRandom(feature, node, random);
      } else {
        if (!this.#groups.fill(feature, rows, node)) continue;
        this.#tryAll(feature, node);
      }
      varied++;
    }
    return best.feature < 0 ? undefined : best;
  }

  #tryAll(feature: number, node: OpenNode): void {
    const groups = this.#groups;
    this.#scan(groups, node.total, node.end - node.start, this.#limits, this.#cut);
    const { gain, group } = this.#cut;
    if (group < 0 || gain <= this.#split.gain) return;
    this.#takeBetween(feature, gain, groups.code[group], groups.code[group + 1]);
  }

  #takeBetween(feature: number, gain: number, code: number, next: number): void {
    const { starts, lower, upper } = this.#features;
    const base = starts[feature];
    this.#take(feature, gain, code);
    this.#split.threshold = between(upper[base + code], lower[base + next]);
  }

  #tryRandom(feature: number, node: OpenNode, random: RandomStream): void {
    const { starts, lower, upper } = this.#features;
    const base = starts[feature];
    const groups = this.#groups;
    const low = lower[base + groups.minCode];
    const high = upper[base + groups.maxCode];
    const drawn = low + random() * (high - low);
    const threshold = drawn < high ? drawn : low;
    // The last code that lies below the threshold as a whole, but at least the smallest of the node.
    let code = codeOf(upper.subarray(base, starts[feature + 1]), threshold);
    if (upper[base + code] > threshold && code > groups.minCode) code--;
    groups.fillTwo(code, node);
    this.#scan(groups, node.total, node.end - node.start, this.#limits, this.#cut);
    if (this.#cut.group < 0 || this.#cut.gain <= this.#split.gain) return;
    this.#take(feature, this.#cut.gain, code);
    const first = upper[base + code];
    const next = lower[base + code + 1];
    this.#split.threshold =
      threshold >= first && threshold < next ? threshold : between(first, next);
  }

  #take(feature: number, gain: number, code: number): void {
    this.#split.feature = feature;
    this.#split.gain = gain;
    this.#split.code = code;
  }
}

/** The middle of two neighbouring values, which must not reach the larger one by rounding. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle < high && middle >= low ? middle : low;
}
