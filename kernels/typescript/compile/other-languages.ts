import type { SyntaxHint } from "./syntax-hints.ts";

/** What a line of another language, or of none, looks like. */
interface Sign {
  /** Of code: what stands in quotes and in comments of TypeScript is left out. Of text: of the line as it is. */
  readonly pattern: RegExp;
  readonly hint: string;
  /** It may stand in TypeScript with a mistake as well: not asked where other lines are clearly TypeScript. */
  readonly isWeak?: true;
}

const RUN =
  'run a program with import { execSync } from "node:child_process" and execSync("…", { encoding: "utf8" })';
const INSTALL = "install a package in a terminal with holdfast add <package>";
const python = (instead: string): string => `This is Python, and a cell is TypeScript: ${instead}`;

const SIGNS: readonly Sign[] = [
  // Jupyter's magics and shells
  { pattern: /^\s*%%(?:bash|sh|script)\b/, hint: `%%bash is a magic of Jupyter's Python: ${RUN}` },
  {
    pattern: /^\s*%%?time(?:it)?\b/,
    hint: 'time is a magic of Jupyter\'s Python: a cell shows how long it took, and console.time("…") measures a part',
  },
  {
    pattern: /^\s*%%(?:html|svg|markdown|latex)\b/,
    hint: "Lines with %% are magics of Jupyter's Python: write html`…`, svg`…` or md`…`",
  },
  {
    pattern: /^\s*%%(?:javascript|js|typescript|ts)\b/,
    hint: "Every cell is TypeScript here: delete the line that begins with %%",
  },
  {
    pattern: /^\s*[%!]{1,2}\s*(?:pip3?|conda|npm|pnpm|yarn)\b/,
    hint: `Lines with % or ! are magics of Jupyter's Python: ${INSTALL}`,
  },
  {
    pattern: /^\s*%{1,2}[A-Za-z_]\w*/,
    hint: "Lines with % are magics of Jupyter's Python, and a cell is TypeScript: delete the line, or write in TypeScript what it does",
  },
  {
    pattern: /^\s*!+\s*[\w./~-]+(?=\s+[\w./~"'$*-]|\s*[|>]|\s*$)/,
    hint: `Lines with ! are a shell's in Jupyter: ${RUN}`,
  },
  {
    pattern: /^\s*(?:\$\s+)?(?:sudo\s+)?(?:npm|pnpm|yarn|pip3?|conda)\s+(?:i|add|install|ci)\b/,
    hint: `This is a command of a shell: ${INSTALL}`,
  },
  {
    pattern:
      /^\s*(?:\$\s+)?(?:sudo|ls|cd|npx|npm|git|curl|wget|cat|mkdir|rmdir|rm|cp|mv|echo|apt|apt-get|python3?|node|grep|chmod|docker)\s+(?:-{1,2}\w|[\w./~"'$*][\w./~"'$*:-]*(?:\s|$))(?!\s*[=(])/,
    hint: `This is a command of a shell, and a cell is TypeScript: ${RUN}`,
    isWeak: true,
  },
  // Python
  {
    pattern: /^\s*(?:async\s+)?def\s+\w+\s*\(/,
    hint: python("a function is written function f(x) { … }"),
  },
  {
    pattern: /^\s*import\s+(?!type\b)[\w.]+(?:\s+as\s+\w+)?(?:\s*,\s*\w+)*\s*(?:#.*)?$/,
    hint: python(
      'an import is written import * as name from "package"; readCsv, Table and the like are there without one',
    ),
  },
  {
    pattern: /^\s*from\s+[\w.]+\s+import\b/,
    hint: python('an import is written import { name } from "package"'),
  },
  {
    pattern: /^\s*for\s+(?!await\b)[\w(][\w\s,()]*?\s+in\s+[^{]*:\s*(?:#.*|[^{]*)$/,
    hint: python("a loop is written for (const x of items) { … }"),
  },
  {
    pattern:
      /^\s*(?:(?:if|elif|while|with)\s+[^{]*[^{?\s]|else\s*|try\s*|finally\s*|except\b[^{]*):\s*(?:#.*)?$/,
    hint: python("a block is written in braces, if (x) { … } else { … }"),
  },
  {
    pattern: /^\s*class\s+\w+\s*(?:\([^)]*\))?:\s*$/,
    hint: python("a class is written class A extends B { … }"),
  },
  { pattern: /^\s*print\s+["'\w]/, hint: python("write console.log(…)"), isWeak: true },
  { pattern: /\blambda\s+\w[\w\s,]*:/, hint: python("a lambda is written (x) => …"), isWeak: true },
  {
    pattern: /(?:^|[\s(=,[])[fFrRbB]{1,2}["']/,
    hint: python(
      "a text with values in it is written in backticks, with a dollar sign and braces around a value",
    ),
    isWeak: true,
  },
  {
    pattern: /[[(]\s*[^[\]{}]*\bfor\s+\w+(?:\s*,\s*\w+)*\s+in\s+[^[\]{}]+[\])]/,
    hint: python("a comprehension is written items.map((x) => …)"),
    isWeak: true,
  },
  {
    pattern: /\b(?:is\s+not|not\s+in)\b|\bif\s+not\s|[\w)\]]\s+(?:and|or)\s+[\w(]+[^{]*:$/,
    hint: python("and is written &&, or is ||, not is !"),
    isWeak: true,
  },
  {
    pattern: /(?:^|[(,\s])\*\*?(?:kw)?args\b/,
    hint: python("further arguments are written ...args"),
    isWeak: true,
  },
  // R, SQL and others
  {
    pattern: /^\s*[\w.]+\s*<-\s|%>%|%in%|\s\|>\s|<-\s*function\b/,
    hint: "This is R, and a cell is TypeScript: a variable is written const x = …, a function (x) => …",
    isWeak: true,
  },
  {
    pattern:
      /^\s*(?:select\s+(?:[\w*"`.,()\s]+\bfrom\b|\d|\*)|insert\s+into\b|update\s+\w+\s+set\b|delete\s+from\b|create\s+(?:or\s+replace\s+)?(?:table|view)\b|with\s+\w+\s+as\s*\(|drop\s+table\b|alter\s+table\b|select\s*$)/i,
    hint: "This is SQL, and a cell is TypeScript: use filter, groupBy, join and sort of a table, or hand the text to your database's package",
  },
  {
    pattern: /^\s*(?:int|float|double|bool|char|long|String)\s+\w+\s*(?:=|;|$)/,
    hint: "In TypeScript the type stands behind the name: const x: number = 1",
  },
  {
    pattern:
      /^\s*(?:#include\b|using\s+namespace\b|package\s+\w+;|(?:fn|func|fun|sub)\s+\w+\s*\(|puts\s)/,
    hint: "This is another language, and a cell is TypeScript: a function is written function f(x) { … }",
  },
];

/** Text: told by the first line of the cell only, as lines within code may look like it. */
const TEXT: readonly Sign[] = [
  {
    pattern: /^\s*(?:```|~~~)/,
    hint: "A fence of ``` belongs to Markdown: delete it, or make the cell a Markdown cell",
  },
  {
    pattern: /^\s*(?:#{2,6}\s|[-*+]\s+[A-Za-z]\S*\s+\S|\d+\.\s+[A-Za-z]|>\s+\w|\|.*\|\s*$)/,
    hint: "This looks like Markdown: make the cell a Markdown cell, or write // before each line of a comment",
  },
  {
    pattern: /^\s*#(?:\s|$|\w+\s+(?!in\b)\w)/,
    hint: "# begins no comment in TypeScript: write //; for a heading or other text make the cell a Markdown cell",
  },
  { pattern: /^\s*--\s+\S/, hint: "-- begins no comment in TypeScript: write //" },
  {
    pattern: /^\s*\p{Lu}[\p{L}'’-]*,?(?:\s+[\p{L}\d'’"()-]+[,;:]?){2,}[.!?:]?\s*$/u,
    hint: "This looks like text: make the cell a Markdown cell, or write // before each line of a comment",
  },
];

/** A line as only TypeScript has it. */
const TYPESCRIPT = /^\s*(?:const|let|export|function|import\b.*\bfrom|\}|\/\/|\/\*)|=>|[{;]\s*$/m;

/** A line without its comment and without what stands in its quotes. */
function codeOf(line: string): string {
  return line
    .replace(/(["'`])(?:\\.|(?!\1).)*(?:\1|$)/g, "$1_$1")
    .replace(/(?:\/\/|^\s*\/?\*).*$/, "");
}

/** A longer line is data. */
const MAX_LINE = 2_000;

/** Tells from the lines of a cell that cannot be parsed which language it is. */
export function otherLanguage(source: string, errorLine: number): SyntaxHint | undefined {
  const lines = source.split("\n");
  const isCode = TYPESCRIPT.test(source);
  const first = lines.findIndex((line) => line.trim() !== "");
  // The line where the parser stopped, the one before (it may have been read on from there), and the first one.
  for (const i of new Set([errorLine - 1, errorLine - 2, first])) {
    const line = lines[i];
    if (line === undefined || line.length > MAX_LINE) continue;
    const code = codeOf(line);
    const sign =
      SIGNS.find(({ pattern, isWeak }) => !(isWeak && isCode) && pattern.test(code)) ??
      (/^\s*#(?:\s|$)/.test(line) || i === first
        ? TEXT.find(({ pattern }) => pattern.test(line))
        : undefined);
    if (!sign) continue;
    const start = lines.slice(0, i).reduce((sum, text) => sum + text.length + 1, 0);
    return { text: sign.hint, offset: start + Math.max(0, line.search(/\S/)) };
  }
  return undefined;
}
