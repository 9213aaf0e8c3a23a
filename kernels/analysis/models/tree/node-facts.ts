import type { Criterion } from "./criterion.ts";
import type { OpenNode } from "./splitter.ts";

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
  readonly #target: Float64Array;
  readonly #weight: Float64Array;
  readonly #total: Float64Array;
  #allTarget: Float64Array = new Float64Array();
  #allWeight: Float64Array = new Float64Array();
  /** Target of all rows, about its mean when it is numbers. */
  centred: Float64Array = new Float64Array();
  #impurity = 0;
  /** Nodes of at most this impurity are pure. */
  pure = 0;

  constructor(rows: number, classes: number, criterion: Criterion) {
    this.#classes = classes;
    this.#criterion = criterion;
    this.#target = new Float64Array(rows);
    this.#weight = new Float64Array(rows);
    this.#total = new Float64Array(classes || 2);
  }

  /** Begins a tree over the first n of the given rows. */
  open(target: Float64Array, weight: Float64Array, rows: Int32Array, n: number): void {
    this.#allTarget = target;
    this.#allWeight = weight;
    this.centred = target;
    if (this.#classes === 0) {
      let sum = 0;
      let total = 0;
      for (let i = 0; i < n; i++) {
        sum += weight[rows[i]] * target[rows[i]];
        total += weight[rows[i]];
      }
      // Sums of squares around the mean keep their digits when the target is far from 0.
      const centre = sum / total;
      this.centred = target.map((y) => y - centre);
    }
    this.pure = Number.EPSILON * Math.max(Number.MIN_VALUE, this.read(rows, 0, n).impurity);
  }

  read(rows: Int32Array, start: number, end: number): NodeFacts {
    return this.#classes > 0
      ? this.#readClasses(rows, start, end)
      : this.#readNumbers(rows, start, end);
  }

  /** Target (centred when it is numbers), weight and lane sums of the node that was read last. */
  parts(): Pick<OpenNode, "target" | "weight" | "total"> {
    return { target: this.#target, weight: this.#weight, total: this.#total };
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
        for (const lane of total) {
          squares += lane * lane;
          sum += lane;
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
    const target = this.#target;
    const weight = this.#weight;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const w = this.#allWeight[row];
      target[i - start] = this.#allTarget[row];
      weight[i - start] = w;
      total[this.#allTarget[row]] += w;
    }
    let weighted = 0;
    for (const lane of total) weighted += lane;
    let impurity = this.#criterion === "gini" ? 1 : 0;
    for (const lane of total) {
      const p = lane / weighted;
      if (this.#criterion === "gini") impurity -= p * p;
      else if (p > 0) impurity -= p * Math.log2(p);
    }
    this.#impurity = impurity;
    return { samples: end - start, weighted, impurity, value: total };
  }

  #readNumbers(rows: Int32Array, start: number, end: number): NodeFacts {
    const allTarget = this.#allTarget;
    const allWeight = this.#allWeight;
    const target = this.#target;
    const weight = this.#weight;
    const allCentred = this.centred;
    let weighted = 0;
    let plain = 0;
    let centred = 0;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const w = allWeight[row];
      const y = allCentred[row];
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
    this.#impurity = squares / weighted;
    return { samples: end - start, weighted, impurity: this.#impurity, value: [plain / weighted] };
  }
}
