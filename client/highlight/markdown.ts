import {
  type LineState,
  MAX_COLOURED_LINE,
  type Token,
  type TokenizedLine,
  type TokenKind,
} from "./token.ts";

const INLINE = /`[^`]*`|\*\*[^*]+\*\*|__[^_]+__|\*[^*\s][^*]*\*|!?\[[^\]]*\]\([^)]*\)/g;

/** Tokenizes a line of Markdown; the state is the fence of an open code block, or nothing. */
export function tokenizeMarkdown(line: string, state: LineState): TokenizedLine {
  if (line.length > MAX_COLOURED_LINE) return { tokens: [{ start: 0, kind: "plain" }], end: state };
  const fence = /^\s*(```+|~~~+)/.exec(line)?.[1] ?? "";
  if (state !== "") {
    const closes = fence.startsWith(state) && line.trim() === fence;
    return { tokens: [{ start: 0, kind: "string" }], end: closes ? "" : state };
  }
  if (fence !== "") return { tokens: [{ start: 0, kind: "string" }], end: fence };
  if (/^#{1,6}\s/.test(line)) return { tokens: [{ start: 0, kind: "heading" }], end: "" };
  return { tokens: inlineTokens(line), end: "" };
}

function inlineTokens(line: string): Token[] {
  const tokens: Token[] = [];
  const lead = /^\s*([-*+]|\d+[.)]|>)\s/.exec(line)?.[0].length ?? 0;
  if (lead > 0) tokens.push({ start: 0, kind: "keyword" });
  let position = lead;
  for (const match of line.slice(lead).matchAll(INLINE)) {
    const start = lead + match.index;
    if (start > position) tokens.push({ start: position, kind: "plain" });
    tokens.push({ start, kind: inlineKind(match[0]) });
    position = start + match[0].length;
  }
  if (position < line.length) tokens.push({ start: position, kind: "plain" });
  return tokens;
}

function inlineKind(text: string): TokenKind {
  if (text.startsWith("`")) return "string";
  if (text.startsWith("*") || text.startsWith("_")) return "emphasis";
  return "function";
}

/** Raw cells are not coloured. */
export function tokenizePlain(): TokenizedLine {
  return { tokens: [{ start: 0, kind: "plain" }], end: "" };
}
