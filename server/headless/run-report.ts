import {
  type CellState,
  durationText,
  isOverflow,
  type NotebookState,
  OVERFLOW_MIME,
  type Overflow,
  overflowSummary,
  type Progress,
  progressText,
} from "../../kernels/protocol/index.ts";
import { jsonLine, printable, printableLine } from "../base/printable.ts";

/** Says on the terminal how a headless run goes: a line a cell, a bar that moves, or NDJSON. */
export class RunReport {
  readonly #mode: "bar" | "json" | "none";
  readonly #write: (text: string) => void;
  readonly #isTerminal: boolean;
  #hasBar = false;
  #lastLine = "";

  constructor(
    mode: "bar" | "json" | "none",
    stream: { write(text: string): unknown; isTTY?: boolean },
  ) {
    this.#mode = mode;
    this.#write = (text) => stream.write(text);
    this.#isTerminal = stream.isTTY === true;
  }

  started(cell: CellState, index: number, of: number): void {
    if (this.#mode === "json")
      this.#json({ type: "cell", cellId: cell.id, index, of, status: "running" });
    if (this.#mode === "bar" && this.#isTerminal)
      this.#line(`[${index}/${of}] ${title(cell)} …`, true);
  }

  progress(progress: Progress): void {
    if (this.#mode === "json") this.#json({ type: "progress", ...progress });
    if (this.#mode === "bar") this.#line(`      ${printableLine(progressText(progress))}`, true);
  }

  finished(cell: CellState, index: number, of: number): void {
    const { outcome, startedAt, endedAt } = cell.run;
    const seconds = startedAt !== null && endedAt !== null ? (endedAt - startedAt) / 1000 : 0;
    if (this.#mode === "json")
      this.#json({
        type: "cell",
        cellId: cell.id,
        index,
        of,
        status: outcome,
        seconds,
        ...overflowFacts(cell),
      });
    if (this.#mode !== "bar") return;
    this.#line(`[${index}/${of}] ${title(cell)}  ${outcome} ${durationText(seconds)}`, false);
    const overflow = overflowOf(cell);
    if (overflow)
      this.#line(
        printable(`      ${overflowSummary(overflow)}: ${overflow.file ?? overflow.execId}`),
        false,
      );
    for (const output of cell.outputs) {
      if (output.output_type === "error")
        this.#line(output.traceback.map((line) => printable(line)).join("\n"), false);
    }
  }

  /** Something that a person should know. */
  note(text: string): void {
    if (this.#mode === "json") this.#json({ type: "note", text });
    if (this.#mode === "bar") this.#line(printable(text), false);
  }

  ended(text: string, state: NotebookState): void {
    if (this.#mode === "json") this.#json({ type: "end", text, cells: state.cells.length });
    if (this.#mode === "bar") this.#line(printable(text), false);
  }

  #line(text: string, isPassing: boolean): void {
    if (isPassing && !this.#isTerminal && text === this.#lastLine) return;
    this.#lastLine = text;
    const clear = this.#hasBar && this.#isTerminal ? "\r\x1b[2K" : "";
    this.#hasBar = isPassing && this.#isTerminal;
    this.#write(`${clear}${text}${this.#hasBar ? "" : "\n"}`);
  }

  #json(value: object): void {
    this.#write(`${jsonLine(value)}\n`);
  }
}

/** What the cell does not show of its output. */
function overflowOf(cell: CellState): Overflow | undefined {
  return cell.outputs
    .map((output): unknown => ("data" in output ? output.data[OVERFLOW_MIME] : undefined))
    .find(isOverflow);
}

function overflowFacts(cell: CellState): { fullOutput?: object } {
  const overflow = overflowOf(cell);
  if (!overflow) return {};
  const { file, lines, bytes, displays, kept } = overflow;
  return { fullOutput: { file, lines, bytes, displays, kept } };
}

/** The first line of a cell that says something. */
function title(cell: CellState): string {
  const line = cell.source.split("\n").find((text) => text.trim() !== "") ?? "";
  return printableLine(line.length > 60 ? `${line.slice(0, 59)}…` : line);
}
