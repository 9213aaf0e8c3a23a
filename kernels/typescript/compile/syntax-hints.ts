import { scanTo } from "../../source/index.ts";
import { isJsx } from "./erase-types.ts";
import { oddCharacter } from "./odd-characters.ts";
import { otherLanguage } from "./other-languages.ts";
import { CellSyntaxError, positionAt } from "./syntax-error.ts";

/** What was probably meant by a cell that cannot be parsed: a sentence, and where it is about. */
export interface SyntaxHint {
  readonly text: string;
  /** When it is about another place than that where the parser stopped. */
  readonly offset?: number;
}

/**
 * An error of a cell that cannot be parsed, with a sentence that says what was probably meant. It is asked only then:
 * what is valid TypeScript never comes here.
 */
export function withHint(error: unknown, source: string): unknown {
  if (!(error instanceof CellSyntaxError)) return error;
  const hint = hintFor(source, error);
  return hint ? new CellSyntaxError(hint.text, hint.offset ?? error.offset) : error;
}

function hintFor(source: string, { offset, message }: CellSyntaxError): SyntaxHint | undefined {
  return (
    conflict(source) ??
    oddCharacter(source, offset) ??
    wordsForCells(source, offset, message) ??
    otherLanguage(source, positionAt(source, offset).line) ??
    markup(source)
  );
}

function conflict(source: string): SyntaxHint | undefined {
  const found = /^(?:<{7}|>{7}|={7})(?: |$)/m.exec(source);
  if (!found) return undefined;
  const text =
    "The cell has conflict markers of git: keep one of the two sides, and delete the lines <<<<<<<, ======= and >>>>>>>";
  return { text, offset: found.index };
}

/** What the parser says, in words about cells. */
function wordsForCells(source: string, offset: number, message: string): SyntaxHint | undefined {
  if (/^A 'return' statement can only be used/.test(message))
    return { text: `${message}. The last expression of a cell is its result: leave return away` };
  const exported = /^Export '(.+)' is not defined/.exec(message)?.[1];
  if (exported !== undefined)
    return {
      text: `export { ${exported} } has no meaning in a cell, as later cells see whatever a cell declares: delete it`,
    };
  const line = source.slice(source.lastIndexOf("\n", offset - 1) + 1);
  if (/^\s*(?:export\s+)?enum\s+const\b/.test(line))
    return { text: "The words of a constant enum stand the other way round: const enum" };
  return undefined;
}

const PAGE = /^\s*<(?:!doctype|!--|\?xml|[a-z][\w-]*(?:\s[^<>]*)?\/?>)/i;

/** JSX or HTML: the parser takes it for a comparison, or for a type in angle brackets. */
function markup(source: string): SyntaxHint | undefined {
  const instead = "to show HTML write html`<b>…</b>`";
  if (PAGE.test(source))
    return {
      text: `This is HTML or JSX, and a cell is TypeScript without JSX: ${instead}, for text make the cell a Markdown cell`,
      offset: source.search(/\S/),
    };
  if (!isJsx(source)) return undefined;
  const text = `JSX does not work in cells: ${instead}, or call what JSX stands for, such as React.createElement`;
  return { text, ...firstTag(source) };
}

function firstTag(source: string): { offset: number } | undefined {
  for (const { index } of source.matchAll(/<(?=[A-Za-z>])/g)) {
    const isType = /[\w$)\]]\s*$/.test(
      source.slice(0, index).replace(/\b(?:return|yield)\s*$/, ""),
    );
    if (!isType && scanTo(source, index).kind === "code") return { offset: index };
  }
  return undefined;
}
