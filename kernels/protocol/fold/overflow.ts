import { type ExecutionId, isExecutionId } from "../base/ids.ts";
import { isCount, isObject } from "../base/json.ts";

/** MIME type of the note that stands in a cell for output beyond its limits. */
export const OVERFLOW_MIME = "application/vnd.holdfast.overflow.v1+json";

/** What a cell does not show of its output, and where all of it is. */
export interface Overflow {
  readonly execId: ExecutionId;
  /** Line ends of the text that the cell does not show. */
  readonly lines: number;
  /** Its bytes in UTF-8. */
  readonly bytes: number;
  /** Displays that the cell does not show; their plain text is in the full output. */
  readonly displays: number;
  /** The newest of that text, at most 16 KiB, without colours. */
  readonly tail: string;
  /** Whether the full output has all of it; "cut" = it reached its limit, "failed" = it could not be written. */
  readonly kept: "all" | "cut" | "failed";
  /** The file of the full output, relative to the notebook, when no server keeps it. */
  readonly file?: string;
}

const KEPT = ["all", "cut", "failed"];

export function isOverflow(value: unknown): value is Overflow {
  return (
    isObject(value) &&
    isExecutionId(value.execId) &&
    isCount(value.lines) &&
    isCount(value.bytes) &&
    isCount(value.displays) &&
    typeof value.tail === "string" &&
    KEPT.includes(value.kept as string) &&
    (value.file === undefined || typeof value.file === "string")
  );
}

/** Where the server of the notebook gives the full output. */
export function overflowPath({ execId }: Overflow): string {
  return `/api/outputs/${execId}`;
}

/** One line: "… 9,973,118 more lines (254.1 MB) are in the full output". */
export function overflowSummary({ lines, bytes, displays, kept }: Overflow): string {
  const parts = [
    bytes === 0 ? "" : `${count(lines, "more line")} (${sizeText(bytes)})`,
    displays === 0 ? "" : count(displays, "more display"),
  ].filter((part) => part !== "");
  const what = parts.join(" and ");
  const verb = parts.length === 1 && /^1 /.test(what) ? "is" : "are";
  const where = { all: "in the full output", cut: "", failed: "" }[kept];
  if (kept === "all") return `… ${what} ${verb} ${where}`;
  const why =
    kept === "cut"
      ? "the full output reached its limit and holds the first part of it"
      : "the full output could not be written completely";
  return `… ${what} ${verb} not shown; ${why}`;
}

/** The `text/plain` that stands beside the MIME type: for terminals and other clients. */
export function overflowText(overflow: Overflow): string {
  const place = overflow.file ?? overflowPath(overflow);
  const tail = overflow.tail === "" ? "" : `\nThe newest lines:\n${overflow.tail}`;
  return `${overflowSummary(overflow)}: ${place}${tail}`;
}

/** Bytes in decimal units: "812 B", "12.3 MB". */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  for (const [unit, size] of [
    ["kB", 1e3],
    ["MB", 1e6],
  ] as const)
    if (bytes < 1_000 * size) return `${(bytes / size).toFixed(1)} ${unit}`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function count(n: number, what: string): string {
  return `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;
}
