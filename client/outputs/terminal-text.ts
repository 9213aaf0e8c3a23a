import { type AnsiStyle, nextStyle, sgrCodes } from "./ansi.ts";
import { type Line, TerminalLine } from "./terminal-line.ts";

const PLAIN: AnsiStyle = {};
const MAX_PARAMETERS = 100;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys are control characters
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/g;
/** What ends a title or another text that is meant for the terminal itself. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys are control characters
const STRING_END = /[\x07\n\x1b\x9c]/g;

type State = "text" | "escape" | "sequence" | "string";

/** Understands what a terminal would show of a text that arrives bit by bit: lines, colours, what is written over. */
export class TerminalText {
  /** Lines that are complete and will not change. */
  #finished: Line[] = [];
  #line = new TerminalLine();
  #style: AnsiStyle = PLAIN;
  #state: State = "text";
  #parameters = "";

  /** Gives the lines that became complete since the last call, and forgets them. */
  takeFinished(): readonly Line[] {
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }

  /** The line that is being written. */
  get line(): Line {
    return this.#line.spans();
  }

  write(text: string): void {
    let at = 0;
    while (at < text.length) {
      if (this.#state === "text") at = this.#text(text, at);
      else if (this.#state === "string") at = this.#string(text, at);
      else if (this.#state === "escape") at = this.#escape(text, at);
      else at = this.#sequence(text, at);
    }
  }

  #text(text: string, at: number): number {
    CONTROL.lastIndex = at;
    const found = CONTROL.exec(text)?.index ?? text.length;
    if (found > at) this.#line.put(text.slice(at, found), this.#style);
    if (found < text.length) this.#control(text.charCodeAt(found));
    return found + 1;
  }

  /** One control character; those that move or mean nothing on paper vanish, as in a terminal. */
  #control(code: number): void {
    if (code === 0x0a || code === 0x85) this.#newLine(0);
    else if (code === 0x0b || code === 0x0c) this.#newLine(this.#line.column);
    else if (code === 0x0d) this.#line.moveToStart();
    else if (code === 0x08) this.#line.moveBy(-1);
    else if (code === 0x1b) this.#state = "escape";
    else if (code === 0x9b) this.#begin("sequence");
    else if ([0x90, 0x98, 0x9d, 0x9e, 0x9f].includes(code)) this.#begin("string");
  }

  #newLine(column: number): void {
    this.#finished.push(this.#line.spans());
    this.#line = new TerminalLine();
    if (column > 0) this.#line.put(" ".repeat(Math.min(column, 200)), PLAIN);
  }

  #begin(state: State): void {
    this.#state = state;
    this.#parameters = "";
  }

  #escape(text: string, at: number): number {
    const char = text[at]!;
    if (char === "[") this.#begin("sequence");
    else if ("]PX^_".includes(char)) this.#begin("string");
    // The character sets of `ESC ( B` and the like have one more character.
    else if (!" #%()*+-./".includes(char)) this.#begin("text");
    return char < " " && char !== "\x1b" ? at : at + 1;
  }

  #sequence(text: string, at: number): number {
    const char = text[at]!;
    if (char < " " || char > "~") {
      this.#begin("text");
      return at;
    }
    if (char >= "@") {
      this.#obey(char, this.#parameters);
      this.#begin("text");
    } else if (this.#parameters.length < MAX_PARAMETERS) this.#parameters += char;
    return at + 1;
  }

  #string(text: string, at: number): number {
    STRING_END.lastIndex = at;
    const found = STRING_END.exec(text)?.index ?? text.length;
    if (found === text.length) return found;
    this.#begin(text[found] === "\x1b" ? "escape" : "text");
    // A text that is never ended takes one line with it, not all that follow.
    return text[found] === "\n" ? found : found + 1;
  }

  #obey(final: string, parameters: string): void {
    const line = this.#line;
    const number = Math.max(1, Number.parseInt(parameters, 10) || 1);
    if (final === "m") this.#style = nextStyle(this.#style, sgrCodes(parameters));
    else if (final === "K") line.erase(parameters);
    else if (final === "C") line.moveBy(number);
    else if (final === "D") line.moveBy(-number);
    else if (final === "G") line.moveTo(number - 1);
  }
}
