import { type AnsiStyle, nextStyle } from "./ansi.ts";

/** A piece of a line in one style. */
export interface Span {
  readonly text: string;
  readonly style: AnsiStyle;
}

export type Line = readonly Span[];

const PLAIN: AnsiStyle = {};
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences start with a control character
const PIECE = /\x1b\[([\d;]*)([A-Za-z])|\x1b\][^\x07]*\x07|\x1b.?|\r|\n|[^\x1b\r\n]+/g;

/** Understands what a terminal would show of a text that arrives bit by bit: lines, colours and `\r`. */
export class TerminalText {
  /** Lines that are complete and will not change. */
  #finished: Line[] = [];
  #line: Span[] = [];
  #column = 0;
  #length = 0;
  #style: AnsiStyle = PLAIN;
  #rest = "";

  /** Gives the lines that became complete since the last call, and forgets them. */
  takeFinished(): readonly Line[] {
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }

  /** The line that is being written. */
  get line(): Line {
    return this.#line;
  }

  write(text: string): void {
    const all = this.#rest + text;
    const lastEscape = all.lastIndexOf("\x1b");
    const isCut =
      lastEscape >= 0 && lastEscape > all.length - 40 && isUnfinished(all.slice(lastEscape));
    this.#rest = isCut ? all.slice(lastEscape) : "";
    for (const match of (isCut ? all.slice(0, lastEscape) : all).matchAll(PIECE))
      this.#take(match[0], match[1], match[2]);
  }

  #take(piece: string, codes: string | undefined, final: string | undefined): void {
    if (piece === "\n") {
      this.#finished.push(this.#line);
      this.#line = [];
      this.#column = 0;
      this.#length = 0;
    } else if (piece === "\r") this.#column = 0;
    else if (final === "m")
      this.#style = nextStyle(this.#style, (codes || "0").split(";").map(Number));
    else if (final === "K") this.#erase(codes ?? "");
    else if (!piece.startsWith("\x1b")) this.#put(piece);
  }

  #put(text: string): void {
    const span = { text, style: this.#style };
    if (this.#column === this.#length) this.#line.push(span);
    else {
      const before = cut(this.#line, 0, this.#column);
      const after = cut(this.#line, this.#column + text.length, this.#length);
      this.#line = [...before, span, ...after];
    }
    this.#column += text.length;
    this.#length = Math.max(this.#length, this.#column);
  }

  #erase(mode: string): void {
    const end = mode === "2" ? 0 : this.#column;
    if (mode === "1") return;
    this.#line = cut(this.#line, 0, end);
    this.#length = this.#line.reduce((sum, span) => sum + span.text.length, 0);
    this.#column = Math.min(this.#column, this.#length);
  }
}

function isUnfinished(tail: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences start with a control character
  return /^\x1b(\[[\d;]*)?$/.test(tail);
}

function cut(line: Line, from: number, to: number): Span[] {
  const result: Span[] = [];
  let position = 0;
  for (const { text, style } of line) {
    const piece = text.slice(Math.max(0, from - position), Math.max(0, to - position));
    if (piece !== "") result.push({ text: piece, style });
    position += text.length;
  }
  return result;
}

/** The nodes of a line; colours are custom properties or plain RGB, never markup from the text. */
export function lineNodes(line: Line): Node[] {
  return line.map(({ text, style }) => {
    if (Object.keys(style).length === 0) return document.createTextNode(text);
    const span = document.createElement("span");
    span.textContent = text;
    const [color, background] = style.inverse
      ? [style.background ?? "var(--surface)", style.color ?? "var(--text)"]
      : [style.color, style.background];
    if (color) span.style.color = color;
    if (background) span.style.background = background;
    if (style.bold) span.style.fontWeight = "650";
    if (style.dim) span.style.color = "var(--secondary)";
    if (style.italic) span.style.fontStyle = "italic";
    if (style.underline) span.style.textDecoration = "underline";
    return span;
  });
}
