import type { Position } from "../compile/syntax-error.ts";

const CONTEXT_LINES = 2;
const MAX_COLUMNS = 160;

/** A few lines of a cell around a position, with a caret under its column. */
export function codeFrame(source: string, { line, column }: Position): string[] {
  const lines = source.split("\n");
  const first = Math.max(1, line - CONTEXT_LINES);
  const last = Math.min(lines.length, line + CONTEXT_LINES);
  const width = String(last).length;
  const frame: string[] = [];
  for (let n = first; n <= last; n++) {
    const text = lines[n - 1]!;
    const cut = text.length > MAX_COLUMNS ? `${text.slice(0, MAX_COLUMNS)}…` : text;
    frame.push(`${n === line ? ">" : " "} ${String(n).padStart(width)} | ${cut}`);
    if (n === line && column <= MAX_COLUMNS) {
      const blank = text.slice(0, column - 1).replace(/[^\t]/g, " ");
      frame.push(`  ${" ".repeat(width)} | ${blank}^`);
    }
  }
  return frame;
}
