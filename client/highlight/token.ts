/** What a piece of text may be; each has a colour of its own in `theme.css`, for static text and for the editor. */
export const COLOURED_KINDS = [
  "keyword",
  "string",
  "number",
  "comment",
  "type",
  "function",
  "regexp",
  "heading",
  "emphasis",
] as const;

export type TokenKind = "plain" | (typeof COLOURED_KINDS)[number];

export interface Token {
  readonly start: number;
  readonly kind: TokenKind;
}

/** Where a line begins: outside of everything, or inside of something that an earlier line opened. */
export type LineState = string;

export interface TokenizedLine {
  /** In order; the first starts at 0, each ends where the next starts. */
  readonly tokens: readonly Token[];
  readonly end: LineState;
}

/** A longer line is not coloured: nobody reads it, and some take as long as the square of their length. */
export const MAX_COLOURED_LINE = 1_000;

/** Tokenizes one line; the same function colours the static text and the editor. */
export type Tokenizer = (line: string, state: LineState) => TokenizedLine;

/** The state of the first line. */
export const START: LineState = "";
