import { sharedInt32, sharedUint8, sharedUint32 } from "../columns/buffers.ts";
import { PLAIN_TEXT_ROWS } from "../columns/build.ts";
import { Column } from "../columns/column.ts";
import { Strings } from "../columns/strings.ts";
import { allValid, setMissing, type Validity } from "../columns/validity.ts";
import { type CsvScanner, DOUBLED } from "./scan.ts";
import { TextDictionary } from "./text-dictionary.ts";
import { grown, TextList, viewOf } from "./text-list.ts";

/**
 * Collects the texts of one column straight from bytes: with a dictionary while values repeat, as offsets and bytes once more than
 * half of at least 65,536 values are distinct.
 */
export class TextBuilder {
  #length = 0;
  #codes: Int32Array;
  #texts: TextList;
  /** Undefined once the texts are plain. */
  #dictionary: TextDictionary | undefined;
  #missing = 0;
  #scratch = new Uint8Array(256);
  #scratchView = viewOf(this.#scratch);

  constructor(capacity: number) {
    this.#codes = new Int32Array(Math.max(16, capacity));
    this.#dictionary = new TextDictionary();
    this.#texts = this.#dictionary.texts;
  }

  /** Adds field j of every record of the scanner's block; `isMissing` names the fields that are missing values. */
  appendBlock(
    scanner: CsvScanner,
    j: number,
    quote: number,
    isMissing: (start: number, end: number) => boolean,
  ): void {
    const { bytes, view, width, rows, starts, ends, flags } = scanner;
    this.#reserve(this.#length + rows);
    for (let r = 0, k = j; r < rows; r++, k += width) {
      const start = starts[k];
      const end = ends[k];
      if (isMissing(start, end)) this.#pushMissing();
      else if ((flags[k] & DOUBLED) !== 0) {
        const size = this.#unescape(bytes, start, end, quote);
        this.#push(this.#scratch, this.#scratchView, 0, size);
      } else this.#push(bytes, view, start, end);
    }
    const isWide = this.#texts.length > this.#length / 2;
    if (this.#dictionary !== undefined && this.#length >= PLAIN_TEXT_ROWS && isWide)
      this.#toPlain();
  }

  #push(source: Uint8Array, view: DataView, start: number, end: number): void {
    const dictionary = this.#dictionary;
    let code = 0;
    if (dictionary !== undefined) code = dictionary.codeOf(source, view, start, end);
    else this.#texts.push(source, start, end);
    this.#codes[this.#length++] = code;
  }

  #pushMissing(): void {
    this.#missing++;
    if (this.#dictionary === undefined) this.#texts.push(this.#scratch, 0, 0);
    this.#codes[this.#length++] = -1;
  }

  #toPlain(): void {
    const { bytes, offsets } = this.#texts;
    const plain = new TextList(this.#codes.length, bytes.length);
    for (let i = 0; i < this.#length; i++) {
      const code = this.#codes[i];
      if (code < 0) plain.push(bytes, 0, 0);
      else plain.push(bytes, offsets[code], offsets[code + 1]);
    }
    this.#dictionary = undefined;
    this.#texts = plain;
  }

  /** Makes the column. */
  finish(name: string): Column {
    const length = this.#length;
    const { length: texts, ...list } = this.#texts;
    const bytes = sharedUint8(list.offsets[texts]);
    bytes.set(list.bytes.subarray(0, bytes.length));
    const offsets = sharedUint32(texts + 1);
    offsets.set(list.offsets.subarray(0, texts + 1));
    const valid = this.#validity();
    if (this.#dictionary === undefined)
      return new Column({ name, type: "text", length, data: bytes, offsets, valid });
    const data = sharedInt32(length);
    data.set(this.#codes.subarray(0, length));
    const dict = new Strings(bytes, offsets);
    return new Column({ name, type: "text", length, data, valid, dict });
  }

  #validity(): Validity | undefined {
    if (this.#missing === 0) return undefined;
    const codes = this.#codes;
    const valid = allValid(this.#length);
    for (let i = 0; i < this.#length; i++) if (codes[i] < 0) setMissing(valid, i);
    return valid;
  }

  #reserve(length: number): void {
    if (length > this.#codes.length) this.#codes = grown(this.#codes, length);
  }

  #unescape(bytes: Uint8Array, start: number, end: number, quote: number): number {
    if (this.#scratch.length < end - start) {
      this.#scratch = new Uint8Array(2 * (end - start));
      this.#scratchView = viewOf(this.#scratch);
    }
    const scratch = this.#scratch;
    let size = 0;
    for (let i = start; i < end; i++) {
      if (bytes[i] === quote) i++;
      scratch[size++] = bytes[i];
    }
    return size;
  }
}
