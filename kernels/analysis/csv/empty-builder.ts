import { sharedFloat64, sharedUint8 } from "../columns/buffers.ts";
import { Column } from "../columns/column.ts";
import type { CsvScanner } from "./scan.ts";
import { isMissingWord } from "./words.ts";

/** Stands for a column without a present value so far: what type it has shows when the first one comes. */
export class EmptyBuilder {
  length = 0;
  readonly words: ReadonlySet<string>;

  constructor(words: ReadonlySet<string>) {
    this.words = words;
  }

  /** Counts field j of every record of the block; returns the record that has a value, or -1. */
  appendBlock(scanner: CsvScanner, j: number): number {
    const { bytes, width, rows, starts, ends } = scanner;
    for (let r = 0, k = j; r < rows; r++, k += width) {
      if (starts[k] !== ends[k] && !isMissingWord(bytes, starts[k], ends[k], this.words)) return r;
      this.length++;
    }
    return -1;
  }

  /** Makes a column of doubles that are all missing. */
  finish(name: string): Column {
    const { length } = this;
    const data = sharedFloat64(length).fill(Number.NaN);
    const valid = length === 0 ? undefined : sharedUint8(Math.ceil(length / 8));
    return new Column({ name, type: "float64", length, data, valid });
  }
}
