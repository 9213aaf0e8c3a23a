import {
  type LineState,
  MAX_COLOURED_LINE,
  type Token,
  type TokenizedLine,
  type TokenKind,
} from "./token.ts";

/** Deeper than this is not followed. */
const MAX_OPEN = 200;
const KEYWORDS = new Set(
  (
    "abstract as asserts async await break case catch class const continue debugger declare default " +
    "delete do else enum export extends false finally for from function get if implements import in " +
    "infer instanceof interface is keyof let namespace new null of override private protected public " +
    "readonly return satisfies set static super switch this throw true try type typeof undefined " +
    "unique using var void while yield"
  ).split(" "),
);
/** Keywords that are also common names: only coloured where they can be keywords. */
const SOFT = new Set(["from", "get", "is", "of", "set", "type", "as", "using"]);
const PIECE =
  /\/\/.*|\/\*|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`|0[xXbBoO][\da-fA-F_]+n?|\d[\d_]*(?:\.[\d_]+)?(?:[eE][+-]?\d+)?n?|[A-Za-z_$\u00a1-\uffff][\w$\u00a1-\uffff]*|\s+|./y;
const REGEXP = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\]|\\.)*\])+\/[a-z]*/y;
const TEMPLATE = /(?:[^`\\$]|\\.|\$(?!\{))*(`|\$\{)?/y;

/**
 * Tokenizes a line of TypeScript. A state is a text of one letter for each open construct, the innermost
 * last: `c` block comment, `t` template, `{` block, `$` the expression of a template.
 */
export function tokenizeTypeScript(line: string, state: LineState): TokenizedLine {
  if (line.length > MAX_COLOURED_LINE) return { tokens: [{ start: 0, kind: "plain" }], end: state };
  const tokens: Token[] = [];
  let stack = state;
  let position = 0;
  let before = "";
  const add = (kind: TokenKind, end: number): void => {
    if (tokens.at(-1)?.kind !== kind) tokens.push({ start: position, kind });
    position = end;
  };
  while (position < line.length) {
    if (stack.endsWith("c")) {
      const close = line.indexOf("*/", position);
      if (close >= 0) stack = stack.slice(0, -1);
      add("comment", close < 0 ? line.length : close + 2);
      continue;
    }
    if (stack.endsWith("t")) {
      TEMPLATE.lastIndex = position;
      const match = TEMPLATE.exec(line);
      const end = position + (match?.[0].length ?? 0);
      if (match?.[1] === "`") stack = stack.slice(0, -1);
      else if (match?.[1] === "${" && stack.length < MAX_OPEN) stack += "$";
      add("string", Math.max(end, position + 1));
      before = "`";
      continue;
    }
    const end = matchEnd(PIECE, line, position);
    const text = line.slice(position, end);
    if (text === "/*" && stack.length < MAX_OPEN) {
      stack += "c";
      add("comment", end);
      continue;
    }
    if (text === "`" && stack.length < MAX_OPEN) stack += "t";
    else if (text === "{" && stack !== "" && stack.length < MAX_OPEN) stack += "{";
    else if (text === "}" && /[{$]$/.test(stack)) {
      const closed = stack.at(-1);
      stack = stack.slice(0, -1);
      add(closed === "$" ? "string" : "plain", end);
      before = "}";
      continue;
    }
    if (text === "/" && canStartRegExp(before)) {
      const regexpEnd = matchEnd(REGEXP, line, position);
      if (regexpEnd > position) {
        add("regexp", regexpEnd);
        before = "/";
        continue;
      }
    }
    add(kindOf(text, before, line.slice(end)), end);
    if (text.trim() !== "") before = text;
  }
  return { tokens, end: stack };
}

function kindOf(text: string, before: string, rest: string): TokenKind {
  const first = text[0] ?? "";
  if (text.startsWith("//")) return "comment";
  if (first === '"' || first === "'" || first === "`") return "string";
  if (first >= "0" && first <= "9") return "number";
  if (!/[\w$\u00a1-\uffff]/.test(first)) return "plain";
  const isMember = before === ".";
  if (KEYWORDS.has(text) && !isMember && !isSoftName(text, rest)) return "keyword";
  if (/^\s*(\(|<[^<>()]*>\()/.test(rest) && !/^[A-Z]/.test(text)) return "function";
  if (/^[A-Z][a-z]/.test(text) && !isMember) return "type";
  return "plain";
}

function isSoftName(text: string, rest: string): boolean {
  return SOFT.has(text) && /^\s*([=.,;:)(\]+*/<>?!&|-]|$)/.test(rest);
}

function canStartRegExp(before: string): boolean {
  if (before === "") return true;
  if (/^[\w$)\]}"'`/]/.test(before)) return before === "return" || before === "typeof";
  return true;
}

function matchEnd(pattern: RegExp, line: string, position: number): number {
  pattern.lastIndex = position;
  const match = pattern.exec(line);
  return match ? position + match[0].length : position;
}
