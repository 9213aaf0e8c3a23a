/** A declaration as a cell wrote it. */
export interface DeclarationText {
  /** Its head, without body: `function load<T>(path: string): Promise<T>`. */
  readonly signature: string;
  /** Its documentation comment without stars; empty when it has none. */
  readonly docs: string;
}

const MAX_SIGNATURE = 400;
const KINDS = "(?:function\\s*\\*?|class|const|let|var|enum|namespace|interface|type)";

/** Finds the declaration of a name in a cell's TypeScript; the last one when there are several. */
export function declarationText(source: string, name: string): DeclarationText | undefined {
  const escaped = name.replace(/[$]/g, "\\$&");
  const pattern = new RegExp(
    `(?:^|[;{}\\n])[ \\t]*((?:(?:export|default|declare|abstract|async|const)\\s+)*${KINDS}\\s+${escaped})(?![\\p{ID_Continue}$])`,
    "gu",
  );
  const found = [...source.matchAll(pattern)].at(-1);
  if (!found) return undefined;
  const start = found.index + found[0].length - found[1]!.length;
  const signature = headFrom(source, start).replace(/^(?:export\s+|default\s+)+/, "");
  return { signature, docs: docsBefore(source, start) };
}

/** From a declaration's start to its body or value, at the most. */
function headFrom(source: string, start: number): string {
  const isBlock = /^(?:\w+\s+)*?(?:function|class|enum|namespace|interface)\b/.test(
    source.slice(start, start + 60),
  );
  let depth = 0;
  let i = start;
  for (; i < source.length && i - start < MAX_SIGNATURE; i++) {
    const c = source[i]!;
    if (c === '"' || c === "'" || c === "`") {
      const end = source.indexOf(c, i + 1);
      if (end < 0) break;
      i = end;
    } else if (depth === 0 && isBlock && c === "{") break;
    else if (depth === 0 && c === ";") break;
    else if (depth === 0 && !isBlock && c === "\n" && !/[=,|&]\s*$/.test(source.slice(start, i)))
      break;
    else if (source.startsWith("=>", i)) {
      if (depth === 0 && !isBlock) break;
      i++;
    } else if ("([{<".includes(c)) depth++;
    else if (")]}>".includes(c)) depth--;
  }
  const head = source.slice(start, i).trim().replace(/\s+/g, " ");
  return head.replace(/([([<]) /g, "$1").replace(/,? ([)\]>])/g, "$1");
}

function docsBefore(source: string, start: number): string {
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(source.slice(0, start))?.[1];
  if (comment === undefined) return "";
  return comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, "").trimEnd())
    .join("\n")
    .trim();
}
