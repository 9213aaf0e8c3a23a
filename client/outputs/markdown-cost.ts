const MAX_LENGTH = 1_000_000;
/** Marks of lists and quotes at the beginning of one line: each is a level. */
const MAX_LEVELS = 64;
/** The parser looks at each pair of such signs of a paragraph in the worst case. */
const MAX_PAIRS = 30_000_000;

/** Tells before Markdown is parsed whether that ends soon: its parser is slow on purpose-made text. */
export function isCheap(source: string): boolean {
  if (source.length > MAX_LENGTH) return false;
  let pairs = 0;
  let signs = 0;
  for (const line of source.split("\n")) {
    if (line.trim() === "") signs = 0;
    else {
      const before = signs;
      signs += count(line, /[*_~`[\]()<&|\\!]/g);
      pairs += signs * signs - before * before;
    }
    const lead = /^[\s>*+\-\d.)]*/.exec(line)?.[0] ?? "";
    if (lead.length > MAX_LEVELS && count(lead, />|[*+-](?=\s)|[.)](?=\s)/g) > MAX_LEVELS)
      return false;
    if (pairs > MAX_PAIRS) return false;
  }
  return true;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
