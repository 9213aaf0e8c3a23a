import type { AnsiStyle } from "./ansi.ts";

/** A piece of a line in one style. */
export interface Span {
  readonly text: string;
  readonly style: AnsiStyle;
}

export type Line = readonly Span[];

interface Place {
  readonly char: string;
  readonly style: AnsiStyle;
}

/** More styles than this in one line are no longer told apart: each is an element of the page. */
const MAX_SPANS = 1_000;
/** The cursor moves no farther to the right of the text than this. */
const MAX_COLUMN = 300;

/** The line that a terminal is writing. It grows at its end; when it is written over it becomes single places. */
export class TerminalLine {
  #spans: { text: string; style: AnsiStyle }[] = [];
  #places: Place[] | undefined;
  #length = 0;
  #column = 0;

  get column(): number {
    return this.#column;
  }

  put(text: string, style: AnsiStyle): void {
    if (!this.#places && this.#column === this.#length) {
      this.#append(text, style);
      this.#length += text.length;
      this.#column = this.#length;
      return;
    }
    const places = this.#asPlaces();
    while (places.length < this.#column) places.push({ char: " ", style: {} });
    for (const char of text) places[this.#column++] = { char, style };
    this.#length = places.length;
  }

  /** Moves the cursor to the beginning. */
  moveToStart(): void {
    this.#column = 0;
  }

  /** Moves the cursor to a column, from 0. */
  moveTo(column: number): void {
    const { length } = this.#asPlaces();
    this.#column = Math.max(0, Math.min(Math.max(length, MAX_COLUMN), column));
  }

  /** Moves the cursor by so many columns. */
  moveBy(columns: number): void {
    this.#asPlaces();
    this.moveTo(this.#column + columns);
  }

  /** Erases from the cursor on, up to the cursor, or all (`ESC [ 0 K`, `1 K`, `2 K`). */
  erase(mode: string): void {
    if (mode !== "1" && mode !== "2" && this.#column >= this.#length) return;
    const places = this.#asPlaces();
    if (mode === "1")
      places.fill({ char: " ", style: {} }, 0, Math.min(places.length, this.#column + 1));
    else places.length = mode === "2" ? 0 : Math.min(places.length, this.#column);
    this.#length = places.length;
  }

  /** What it shows now. */
  spans(): Line {
    if (!this.#places) return this.#spans;
    const line = new TerminalLine();
    for (const { char, style } of this.#places) line.#append(char, style);
    return line.#spans;
  }

  #append(text: string, style: AnsiStyle): void {
    const last = this.#spans.at(-1);
    if (last && (isSame(last.style, style) || this.#spans.length >= MAX_SPANS)) last.text += text;
    else this.#spans.push({ text, style });
  }

  #asPlaces(): Place[] {
    if (this.#places) return this.#places;
    const places: Place[] = [];
    let units = 0;
    let column = 0;
    for (const { text, style } of this.#spans)
      for (const char of text) {
        if (units < this.#column) column++;
        units += char.length;
        places.push({ char, style });
      }
    this.#places = places;
    this.#length = places.length;
    this.#column = column;
    return places;
  }
}

function isSame(one: AnsiStyle, other: AnsiStyle): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
