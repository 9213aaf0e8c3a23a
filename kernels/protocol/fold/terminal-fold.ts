import { movesCursor, TerminalRow, unfinishedEnd } from "./terminal-row.ts";

/** Text as a terminal shows it: `head` is finished, `tail` the line that is being written. */
export interface FoldedText {
  readonly head: string;
  readonly tail: string;
  /** The beginning of a sequence at the end of the tail: what comes next belongs to it. */
  readonly unfinished: string;
  /** The cursor stands before the end of the tail. */
  readonly isOpen: boolean;
}

/** Reads a text that was folded before. */
export function foldedText(text: string): FoldedText {
  const end = text.lastIndexOf("\n") + 1;
  const tail = text.slice(end);
  return { head: text.slice(0, end), ...lineOf(tail) };
}

/**
 * Adds text as a terminal would: what a carriage return or a backspace writes over is gone, so that of a progress bar
 * the newest frame stays. Any split of the same text gives the same end. Text that moves no cursor is added as it is.
 */
export function foldTerminal(before: FoldedText, text: string): FoldedText {
  const { head, tail, unfinished, isOpen } = before;
  if (!isOpen && !movesCursor(unfinished + text)) {
    const end = text.lastIndexOf("\n") + 1;
    if (end > 0) return { head: head + tail + text.slice(0, end), ...lineOf(text.slice(end)) };
    return { head, ...lineOf(unfinished + text), tail: tail + text };
  }
  const lines = (tail + text).split("\n");
  const last = rowText(lines.pop()!);
  const finished = lines.map((line) => `${finishedRow(line)}\n`).join("");
  const cut = last.lastIndexOf("\n") + 1;
  return { head: head + finished + last.slice(0, cut), ...lineOf(last.slice(cut)) };
}

function lineOf(tail: string): Omit<FoldedText, "head"> {
  return { tail, unfinished: unfinishedEnd(tail), isOpen: tail.includes("\r") };
}

function finishedRow(line: string): string {
  const shown = line.includes("\x1b") ? line : line.replace(/\r+$/, ""); // a line end of Windows
  if (!movesCursor(shown)) return shown;
  const row = new TerminalRow();
  row.write(line);
  return row.finished();
}

function rowText(line: string): string {
  if (!movesCursor(line)) return line;
  const row = new TerminalRow();
  row.write(line);
  return row.text();
}
