import type { Criterion } from "./criterion.ts";
import type { OpenNode } from "./splitter.ts";
import type { WasmNodes } from "./wasm-nodes.ts";

/** What is known of a node before it is split. */
export interface NodeFacts {
  readonly samples: number;
  readonly weighted: number;
  readonly impurity: number;
  /** Weight of each class, or the mean target. */
  readonly value: ArrayLike<number>;
}

/** Reads the rows of a node: their target and weight, its value and impurity. */
export class NodeReader {
  readonly #classes: number;
  readonly #criterion: Criterion;
  readonly #fast: WasmNodes | undefined;
  readonly #lane: Int32Array;
  readonly #target: Float64Array;
  readonly #weight: Float64Array;
  readonly #total: Float64Array;
  #allTarget: Float64Array = new Float64Array();
  /**
   * Weight (at 2 · row) and target (next to it; about the mean when it is numbers) of all rows: beside each other, because rows are met
   * in any order.
   */
  readonly pairs: Float64Array;
  #impurity = 0;
  /** Nodes of at most this impurity are pure. */
  pure = 0;

  /** @param fast adds up the rows of a node, where it can */
  constructor(rows: number, classes: number, criterion: Criterion, fast: WasmNodes | undefined) {
    this.#classes = classes;
    this.#criterion = criterion;
    this.#fast = fast;
    // What a fast search looks for itself needs no copy.
    const needed = fast === undefined ? rows : 0;
    this.#lane = new Int32Array(classes > 0 ? needed : 0);
    this.#target = new Float64Array(classes > 0 ? 0 : rows);
    this.#weight = new Float64Array(classes > 0 ? needed : rows);
    this.#total = new Float64Array(classes || 2);
    this.pairs = new Float64Array(2 * rows);
  }

  /** Begins a tree over the first n of the given rows. */
  begin(target: Float64Array, weight: Float64Array, rows: Int32Array, n: number): void {
    this.#allTarget = target;
    let centre = 0;
    if (this.#classes === 0) {
      let sum = 0;
      let total = 0;
      for (let i = 0; i < n; i++) {
        sum += weight[rows[i]] * target[rows[i]];
        total += weight[rows[i]];
      }
      // Sums of squares around the mean keep their digits when the target is far from 0.
      centre = sum / total;
    }
    for (let row = 0; row < target.length; row++) {
      this.pairs[2 * row] = weight[row];
      this.pairs[2 * row + 1] = target[row] - centre;
    }
    if (this.#fast !== undefined) this.#putVectors(this.#fast.vectors);
    this.pure = Number.EPSILON * Math.max(Number.MIN_VALUE, this.read(rows, 0, n).impurity);
  }

  /** Weights in the place of their class, or weight and weighted target. */
  #putVectors(vectors: Float64Array): void {
    const { pairs } = this;
    for (let at = 0; at < pairs.length; at += 2) {
      const weight = pairs[at];
      const target = pairs[at + 1];
      const isFirst = this.#classes > 0 ? target === 0 : true;
      vectors[at] = isFirst ? weight : 0;
      vectors[at + 1] = this.#classes > 0 ? (isFirst ? 0 : weight) : weight * target;
    }
  }

  read(rows: Int32Array, start: number, end: number): NodeFacts {
    return this.#classes > 0
      ? this.#readClasses(rows, start, end)
      : this.#readNumbers(rows, start, end);
  }

  /** The node that was read last, as the splitter needs it. */
  open(start: number, end: number): OpenNode {
    return {
      start,
      end,
      lane: this.#lane,
      target: this.#target,
      weight: this.#weight,
      total: this.#total,
    };
  }

  /** Turns the gain of a split of the node that was read last into its decrease of impurity times weight. */
  decrease(gain: number): number {
    const total = this.#total;
    switch (this.#criterion) {
      case "squared_error":
        return gain - (total[1] * total[1]) / total[0];
      case "friedman_mse":
        return gain / total[0];
      case "gini": {
        let squares = 0;
        let sum = 0;
        for (let k = 0; k < total.length; k++) {
          squares += total[k] * total[k];
          sum += total[k];
        }
        return gain - squares / sum;
      }
      default: {
        let sum = 0;
        for (const lane of total) sum += lane;
        return gain + sum * this.#impurity;
      }
    }
  }

  #readClasses(rows: Int32Array, start: number, end: number): NodeFacts {
    const total = this.#total.fill(0);
    if (this.#fast !== undefined) {
      this.#fast.sum(start, end);
      total[0] = this.#fast.total[0];
      total[1] = this.#fast.total[1];
    } else this.#addClasses(rows, start, end);
    let weighted = 0;
    for (let k = 0; k < total.length; k++) weighted += total[k];
    let impurity = this.#criterion === "gini" ? 1 : 0;
    for (let k = 0; k < total.length; k++) {
      const p = total[k] / weighted;
      if (this.#criterion === "gini") impurity -= p * p;
      else if (p > 0) impurity -= p * Math.log2(p);
    }
    this.#impurity = impurity;
    return { samples: end - start, weighted, impurity, value: total };
  }

  #addClasses(rows: Int32Array, start: number, end: number): void {
    const total = this.#total;
    const lane = this.#lane;
    const weight = this.#weight;
    const { pairs } = this;
    for (let i = start; i < end; i++) {
      const w = pairs[2 * rows[i]];
      const k = pairs[2 * rows[i] + 1];
      lane[i - start] = k;
      weight[i - start] = w;
      total[k] += w;
    }
  }

  #readNumbers(rows: Int32Array, start: number, end: number): NodeFacts {
    const allTarget = this.#allTarget;
    const { pairs } = this;
    const target = this.#target;
    const weight = this.#weight;
    let weighted = 0;
    let plain = 0;
    let centred = 0;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const w = pairs[2 * row];
      const y = pairs[2 * row + 1];
      target[i - start] = y;
      weight[i - start] = w;
      weighted += w;
      plain += w * allTarget[row];
      centred += w * y;
    }
    const mean = centred / weighted;
    let squares = 0;
    for (let i = 0; i < end - start; i++)
      squares += weight[i] * (target[i] - mean) * (target[i] - mean);
    this.#total[0] = weighted;
    this.#total[1] = centred;
    this.#fast?.total.set(this.#total);
    this.#impurity = squares / weighted;
    return { samples: end - start, weighted, impurity: this.#impurity, value: [plain / weighted] };
  }
}
