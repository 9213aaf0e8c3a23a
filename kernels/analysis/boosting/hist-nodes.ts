import type { HistTree } from "./hist-tree.ts";
import type { HistSplit } from "./split.ts";

/** Collects the nodes of a tree; a parent comes before its children. */
export class HistNodes {
  readonly #feature: number[] = [];
  readonly #threshold: number[] = [];
  readonly #bin: number[] = [];
  readonly #missingLeft: number[] = [];
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  readonly #rows: number[] = [];
  readonly #gain: number[] = [];
  readonly #gainScale: number;
  /** Set for leaves at the end. */
  readonly value: number[] = [];

  /** @param gainScale what gains are multiplied with to be in units of the loss */
  constructor(gainScale: number) {
    this.#gainScale = gainScale;
  }

  add(rows: number): number {
    this.#feature.push(-1);
    this.#threshold.push(Number.NaN);
    this.#bin.push(0);
    this.#missingLeft.push(0);
    this.#left.push(-1);
    this.#right.push(-1);
    this.#gain.push(0);
    this.value.push(0);
    return this.#rows.push(rows) - 1;
  }

  split(node: number, split: HistSplit, threshold: number, left: number, right: number): void {
    this.#feature[node] = split.feature;
    this.#threshold[node] = threshold;
    this.#bin[node] = split.bin;
    this.#missingLeft[node] = split.missingLeft ? 1 : 0;
    this.#left[node] = left;
    this.#right[node] = right;
    this.#gain[node] = split.gain * this.#gainScale;
  }

  finish(): HistTree {
    return {
      feature: Int32Array.from(this.#feature),
      threshold: Float64Array.from(this.#threshold),
      bin: Uint16Array.from(this.#bin),
      missingLeft: Uint8Array.from(this.#missingLeft),
      childrenLeft: Int32Array.from(this.#left),
      childrenRight: Int32Array.from(this.#right),
      value: Float64Array.from(this.value),
      nNodeSamples: Int32Array.from(this.#rows),
      gain: Float64Array.from(this.#gain),
    };
  }
}
