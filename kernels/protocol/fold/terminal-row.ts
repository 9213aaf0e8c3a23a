import { PLAIN_STYLE, styleAfter, styleChange, type TerminalStyle } from "./terminal-style.ts";

/** One character of a row, with the sequences that stand before it. */
interface Place {
  before: string;
  readonly char: string;
  readonly style: TerminalStyle;
}

/** The cursor goes no farther beyond the end of a row than to this column. */
const MAX_COLUMN = 300;
/** A longer row is not written over: what would be is a row of its own. It bounds what one more character costs. */
const MAX_OVERWRITTEN = 2_000;

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: what a terminal obeys are control characters
const CSI = /\x1b\[([0-9;:?<=>!]{0,100})[ -/]{0,4}([@-~])/y;
/** A title, a link, or the choice of a character set: it has no width. */
const SILENT = /\x1b\][^\x00-\x1f]{0,2000}(?:\x07|\x1b\\)|\x1b[ -/]{1,4}[0-~]|\x1b[0-Z\\^-~]/y;
const UNFINISHED =
  /\x1b(?:\[[0-9;:?<=>!]{0,100}[ -/]{0,4}|\][^\x00-\x1f]{0,2000}\x1b?|[ -/]{0,4})$/y;
const UNFINISHED_END = new RegExp(UNFINISHED.source);
const BROKEN = /\x1b[[\]]?/y;
const BROKEN_ANYWHERE =
  /\x1b(?:\[(?![0-9;:?<=>!]{0,100}[ -/]{0,4}[@-~])|\](?![^\x00-\x1f]{0,2000}(?:\x07|\x1b\\))|(?![[\]]|[ -/]{1,4}[0-~]|[0-Z\\^-~]))/g;
const MOVES = /[\r\x08]|\x1b\[[0-9;]{0,100}[KCDG]/;
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: as above

/** Tells whether a text moves the cursor back or erases: the row is then not just what was written. */
export function movesCursor(text: string): boolean {
  return MOVES.test(text);
}

/** The beginning of a sequence whose rest is still to come. */
export function unfinishedEnd(text: string): string {
  return UNFINISHED_END.exec(text)?.[0] ?? "";
}

/**
 * A row as a terminal writes it: characters written over others, colours, erasing. `text` gives it in a form from which
 * a new row can go on as if it were this one, so whatever pieces the text comes in, the end is the same.
 */
export class TerminalRow {
  #places: Place[] = [];
  /** Sequences behind the last place, and the style after them. */
  #tail = "";
  #endStyle: TerminalStyle = PLAIN_STYLE;
  #column = 0;
  #style: TerminalStyle = PLAIN_STYLE;
  #pending = "";
  /** Rows that were ended because they are too long to be written over. */
  #ended = "";

  /** Writes text without line ends. */
  write(text: string): void {
    const all = this.#pending + text;
    this.#pending = "";
    for (let at = 0; at < all.length; ) at = this.#token(all, at);
  }

  /** The finished row, without its cursor. */
  finished(): string {
    return this.#ended + this.#shown() + styleChange(this.#endStyle, this.#style) + this.#pending;
  }

  /** The row with its cursor, so that one can go on from the text. */
  text(): string {
    const isAtEnd = this.#column === this.#places.length;
    const moved = this.#column === 0 ? "\r" : `\r\x1b[${this.#column}C`;
    const change = styleChange(this.#endStyle, this.#style);
    return this.#ended + this.#shown() + (isAtEnd ? "" : moved) + change + this.#pending;
  }

  #shown(): string {
    let text = "";
    for (const { before, char } of this.#places) text += before + char;
    return text + this.#tail;
  }

  #token(all: string, at: number): number {
    const char = all[at]!;
    if (char === "\x1b") return this.#escape(all, at);
    if (char === "\r" || char === "\b") {
      this.#forgetBroken();
      this.#moveTo(char === "\r" ? 0 : this.#column - 1);
    } else if (CONTROL.test(char)) this.#silent(char);
    else {
      const isHigh = (all.charCodeAt(at) & 0xfc00) === 0xd800;
      if (isHigh && at + 1 === all.length) this.#pending = char;
      else if (isHigh && (all.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
        this.#put(all.slice(at, at + 2));
        return at + 2;
      } else this.#put(char);
    }
    return at + 1;
  }

  #escape(all: string, at: number): number {
    const csi = matchAt(CSI, all, at);
    if (csi) {
      this.#obey(csi[0], csi[1]!, csi[2]!);
      return at + csi[0].length;
    }
    const silent = matchAt(SILENT, all, at);
    if (!silent && matchAt(UNFINISHED, all, at)) {
      this.#pending = all.slice(at);
      return all.length;
    }
    const text = (silent ?? matchAt(BROKEN, all, at)!)[0];
    this.#silent(text);
    return at + text.length;
  }

  #obey(whole: string, parameters: string, final: string): void {
    if (final === "m" && /^[0-9;:]*$/.test(parameters)) {
      this.#style = styleAfter(this.#style, parameters);
      if (this.#column !== this.#places.length) return;
      this.#tail += whole;
      this.#endStyle = this.#style;
    } else if (!MOVES.test(whole)) this.#silent(whole);
    else {
      this.#forgetBroken();
      const count = Math.max(1, Number.parseInt(parameters, 10) || 1);
      if (final === "K") this.#erase(parameters);
      else if (final === "G") this.#moveTo(count - 1);
      else this.#moveTo(this.#column + (final === "C" ? count : -count));
    }
  }

  /** What has no width stays where the row grows, and is not kept where it is written over. */
  #silent(text: string): void {
    if (this.#column === this.#places.length) this.#tail += text;
  }

  #put(char: string): void {
    const places = this.#places;
    if (this.#column < places.length && places.length > MAX_OVERWRITTEN) this.#endRow();
    while (this.#column > places.length) this.#grow(" ", this.#endStyle);
    if (this.#column === this.#places.length) {
      this.#atEnd();
      this.#grow(char, this.#style);
    } else this.#replace(this.#column, char, this.#style);
    this.#column++;
    this.#atEnd();
  }

  #grow(char: string, style: TerminalStyle): void {
    this.#places.push({ before: this.#tail, char, style });
    this.#tail = "";
    this.#endStyle = style;
  }

  #replace(at: number, char: string, style: TerminalStyle): void {
    const places = this.#places;
    const former = places[at - 1]?.style ?? PLAIN_STYLE;
    const whole = /^[\ud800-\udfff]$/.test(char) ? "\ufffd" : char; // half a character
    places[at] = { before: styleChange(former, style), char: whole, style };
    const next = places[at + 1];
    if (next) next.before = styleChange(style, next.style);
    else {
      this.#tail = "";
      this.#endStyle = style;
    }
  }

  /** Where the row grows its colours are those of the cursor. */
  #atEnd(): void {
    if (this.#column !== this.#places.length) return;
    this.#tail += styleChange(this.#endStyle, this.#style);
    this.#endStyle = this.#style;
  }

  #moveTo(column: number): void {
    const most = Math.max(this.#places.length, MAX_COLUMN);
    this.#column = Math.max(0, Math.min(most, column));
    this.#atEnd();
  }

  #erase(mode: string): void {
    const places = this.#places;
    if (mode === "1")
      for (let i = 0; i <= this.#column && i < places.length; i++)
        this.#replace(i, " ", PLAIN_STYLE);
    else if (mode === "2") this.#cut(0);
    else if (this.#column < places.length) this.#cut(this.#column);
    this.#atEnd();
  }

  #cut(length: number): void {
    this.#places.length = length;
    this.#tail = "";
    this.#endStyle = this.#places.at(-1)?.style ?? PLAIN_STYLE;
  }

  #endRow(): void {
    this.#ended = `${this.finished()}\n`;
    this.#places = [];
    this.#tail = "";
    this.#endStyle = PLAIN_STYLE;
    this.#style = PLAIN_STYLE;
    this.#column = 0;
  }

  /** A sequence that was broken off must not be taken up by what is written over the row later. */
  #forgetBroken(): void {
    this.#tail = this.#tail.replace(BROKEN_ANYWHERE, "");
    for (const place of this.#places)
      if (place.before !== "") place.before = place.before.replace(BROKEN_ANYWHERE, "");
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
