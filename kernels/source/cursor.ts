/** One step of `a.b[0]["c"]`, read from the left. */
export type ChainStep = string | number;

/** What stands at a place of a cell's text; `from` is where the word begins that a completion replaces. */
export type CursorContext =
  /** A name: `pre|`. */
  | { readonly kind: "name"; readonly from: number; readonly prefix: string }
  /** A member: `a.b[0].pre|`; `chain` undefined = of an expression that cannot be read without running it. */
  | {
      readonly kind: "member";
      readonly from: number;
      readonly prefix: string;
      readonly chain: readonly ChainStep[] | undefined;
    }
  /** Text in quotes; `isModule` after `from`, `import` or `require(`. */
  | {
      readonly kind: "string";
      readonly from: number;
      readonly prefix: string;
      readonly isModule: boolean;
    }
  /** A comment, a template, a regular expression, a number. */
  | { readonly kind: "none" };

const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
/** `12`, and `12.` where a digit may follow. */
const NUMBER = /(?<![\p{ID_Continue}$])\d[\p{ID_Continue}]*\.?$/u;
const KEY = String.raw`\[\s*(?:\d+|"[^"\\\n]*"|'[^'\\\n]*')\s*\]`;
const WORD = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$]*`;
const CHAIN = new RegExp(
  `(?<![\\p{ID_Continue}$)\\].?])${WORD}!?(?:\\s*\\??\\.\\s*${WORD}!?|(?:\\?\\.)?${KEY}!?)*$`,
  "u",
);
const STEP = new RegExp(`${WORD}|${KEY}`, "gu");

/** Reads what stands before a place in a cell's text. */
export function cursorContext(code: string, offset: number): CursorContext {
  const state = scanTo(code, offset);
  if (state.kind === "quotes") {
    const from = state.start + 1;
    return {
      kind: "string",
      from,
      prefix: code.slice(from, offset),
      isModule: /(?:\bfrom|\bimport|\b(?:import|require(?:\.resolve)?)\s*\()\s*$/.test(
        code.slice(0, state.start),
      ),
    };
  }
  if (state.kind !== "code") return { kind: "none" };
  const before = code.slice(0, offset);
  const prefix = NAME.exec(before)?.[0] ?? "";
  const from = offset - prefix.length;
  if (prefix === "" && NUMBER.test(before)) return { kind: "none" };
  const dot = /(?<!\.)\??\.\s*$/.exec(before.slice(0, from));
  if (!dot) return { kind: "name", from, prefix };
  return { kind: "member", from, prefix, chain: chainBefore(before.slice(0, dot.index).trimEnd()) };
}

/** The chain that ends where the text ends: `x + rows[0].name` gives rows, 0, name. */
export function chainBefore(text: string): ChainStep[] | undefined {
  const match = CHAIN.exec(text);
  if (!match) return undefined;
  return [...match[0].matchAll(STEP)].map(([step]) => {
    if (!step.startsWith("[")) return step;
    const key = step.slice(1, -1).trim();
    return /^\d/.test(key) ? Number(key) : key.slice(1, -1);
  });
}

interface ScanState {
  readonly kind: "code" | "quotes" | "template" | "comment" | "regex";
  /** Where the string, template, comment or expression begins. */
  readonly start: number;
}

/** What the place is inside of; reads strings, templates, comments and regular expressions as JavaScript does. */
export function scanTo(code: string, offset: number): ScanState {
  const open: { kind: "brace" | "template"; start: number }[] = [];
  let i = 0;
  let last = "";
  /** Goes behind what begins here; when it does not end, to `orElse`, where the cursor is still inside. */
  const skip = (whole: RegExp, kind: ScanState["kind"], orElse: number): ScanState | undefined => {
    const start = i;
    whole.lastIndex = i;
    const isWhole = whole.test(code);
    i = isWhole ? whole.lastIndex : orElse;
    return i > offset || (!isWhole && i === offset) ? { kind, start } : undefined;
  };
  while (i < offset) {
    const c = code[i]!;
    const two = code.slice(i, i + 2);
    let inside: ScanState | undefined;
    if (two === "//") inside = skip(NEVER, "comment", lineEnd(code, i));
    else if (two === "/*") inside = skip(/\/\*[\s\S]*?\*\//y, "comment", code.length);
    else if (c === '"') inside = skip(/"(?:[^"\\\n]|\\[\s\S])*"/y, "quotes", lineEnd(code, i));
    else if (c === "'") inside = skip(/'(?:[^'\\\n]|\\[\s\S])*'/y, "quotes", lineEnd(code, i));
    else if (c === "/" && startsRegex(last))
      inside = skip(/\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y, "regex", lineEnd(code, i));
    else if (c === "`" || (c === "}" && open.at(-1)?.kind === "template")) {
      const start = c === "`" ? i : open.pop()!.start;
      const end = templateEnd(code, i + 1);
      if (end.index > offset) return { kind: "template", start };
      if (end.opens) open.push({ kind: "template", start });
      i = end.index;
      last = end.opens ? "{" : "`";
      continue;
    } else {
      if (c === "{") open.push({ kind: "brace", start: i });
      if (c === "}") open.pop();
      if (!/\s/.test(c)) last = /[\p{ID_Continue}$]/u.test(c) ? last.replace(/[^\w$]/g, "") + c : c;
      i++;
      continue;
    }
    if (inside) return inside;
    if (two !== "//" && two !== "/*") last = '"';
  }
  return { kind: "code", start: 0 };
}

const NEVER = /(?!)/y;

function lineEnd(code: string, from: number): number {
  const end = code.indexOf("\n", from);
  return end < 0 ? code.length : end;
}

/** After these a slash begins a regular expression, after a value it divides. */
function startsRegex(last: string): boolean {
  return (
    last === "" || /^(?:[({[,;=:?!&|+\-*%<>~^]|return|typeof|case|in|of|await|void)$/.test(last)
  );
}

/** Where a template's text ends: behind its closing quote, or behind the `${` that opens an expression. */
function templateEnd(code: string, from: number): { index: number; opens: boolean } {
  for (let i = from; i < code.length; i++) {
    if (code[i] === "\\") i++;
    else if (code[i] === "`") return { index: i + 1, opens: false };
    else if (code[i] === "$" && code[i + 1] === "{") return { index: i + 2, opens: true };
  }
  return { index: Number.POSITIVE_INFINITY, opens: false };
}
