import { CR, type Dialect, LF } from "./dialect.ts";
import { viewOf } from "./text-list.ts";

/** What a scanner does with a record that has not as many fields as the header. */
export type BadRows = "error" | "skip" | "pad";

/** Something in the bytes that is no CSV. */
export class CsvFault extends Error {
  override readonly name = "CsvFault";
  readonly kind: "fields" | "open-quote" | "after-quote";
  /** Where it is in the bytes. */
  readonly offset: number;
  readonly fields: number;

  constructor(kind: CsvFault["kind"], offset: number, fields = 0) {
    super(kind);
    this.kind = kind;
    this.offset = offset;
    this.fields = fields;
  }
}

const QUOTED = 1;

/** Flag of a field that holds doubled quotes. */
export const DOUBLED = 2;

/** Divides CSV bytes into blocks of records; field j of record r of the block is at index r * width + j. */
export class CsvScanner {
  readonly width: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly flags: Uint8Array;
  /** Records in the current block. */
  rows = 0;
  /** Where the next block starts. */
  position: number;
  /** Records that were left out or filled up so far. */
  bad = 0;
  /** Where the first of these is. */
  firstBad = -1;
  readonly bytes: Uint8Array;
  /** The same bytes. */
  readonly view: DataView;
  #end: number;
  #dialect: Dialect;
  #badRows: BadRows;
  #blockRows: number;
  #maxField: number;

  /** @param bytes text of which byte `end - 1` is a line end */
  constructor(
    bytes: Uint8Array,
    range: { start: number; end: number },
    width: number,
    options: { dialect: Dialect; badRows: BadRows; blockRows: number; maxFieldBytes: number },
  ) {
    this.bytes = bytes;
    this.view = viewOf(bytes);
    this.position = range.start;
    this.#end = range.end;
    this.width = width;
    this.#dialect = options.dialect;
    this.#badRows = options.badRows;
    this.#blockRows = options.blockRows;
    this.#maxField = options.maxFieldBytes;
    this.starts = new Int32Array(options.blockRows * width);
    this.ends = new Int32Array(options.blockRows * width);
    this.flags = new Uint8Array(options.blockRows * width);
  }

  /**
   * Fills the next block; false when there was nothing left. Blank lines are skipped.
   *
   * @throws CsvFault
   */
  next(): boolean {
    const { bytes, width, starts, ends, flags } = this;
    const { delimiter, quote } = this.#dialect;
    const end = this.#end;
    const maxField = this.#maxField;
    const blockRows = this.#blockRows;
    let at = this.position;
    let rows = 0;
    let k = 0;
    while (rows < blockRows && at < end) {
      const recordStart = at;
      let byte = bytes[at];
      if (byte === LF) {
        at++;
        continue;
      }
      if (byte === CR && bytes[at + 1] === LF) {
        at += 2;
        continue;
      }
      let field = 0;
      for (;;) {
        let start = at;
        let stop: number;
        let flag = 0;
        byte = bytes[at];
        if (byte === quote) {
          start = at + 1;
          flag = QUOTED;
          at = start;
          const limit = Math.min(end, start + maxField);
          for (;;) {
            while (at < limit && bytes[at] !== quote) at++;
            if (at >= limit) throw new CsvFault("open-quote", start - 1);
            if (bytes[at + 1] !== quote) break;
            flag = QUOTED | DOUBLED;
            at += 2;
          }
          stop = at++;
          byte = bytes[at];
          if (byte === CR && bytes[at + 1] === LF) byte = bytes[++at];
          if (byte !== delimiter && byte !== LF) throw new CsvFault("after-quote", at);
        } else {
          while (byte !== delimiter && byte !== LF) byte = bytes[++at];
          stop = at;
          if (byte === LF && stop > start && bytes[stop - 1] === CR) stop--;
        }
        if (field < width) {
          starts[k + field] = start;
          ends[k + field] = stop;
          flags[k + field] = flag;
        }
        field++;
        at++;
        if (byte === LF) break;
      }
      if (field !== width && !this.#accept(field, recordStart, k)) continue;
      rows++;
      k += width;
    }
    this.position = at;
    this.rows = rows;
    return rows > 0;
  }

  #accept(fields: number, recordStart: number, k: number): boolean {
    if (this.#badRows === "error") throw new CsvFault("fields", recordStart, fields);
    this.bad++;
    if (this.firstBad < 0) this.firstBad = recordStart;
    if (this.#badRows === "skip") return false;
    for (let j = fields; j < this.width; j++) {
      this.starts[k + j] = recordStart;
      this.ends[k + j] = recordStart;
      this.flags[k + j] = 0;
    }
    return true;
  }
}
