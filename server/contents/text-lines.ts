import { isJsonMime } from "../../kernels/protocol/index.ts";

/** A text as an array of lines with their line ends, at the places where Jupyter's Python splits. */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (!isLineEnd(c)) continue;
    if (c === 13 && text.charCodeAt(i + 1) === 10) i++;
    lines.push(text.slice(start, i + 1));
    start = i + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

/** The line ends of Python's `str.splitlines`. */
function isLineEnd(c: number): boolean {
  if (c > 0x1e && c < 0x85) return false;
  return (
    (c >= 10 && c <= 13) || (c >= 0x1c && c <= 0x1e) || c === 0x85 || c === 0x2028 || c === 0x2029
  );
}

/** A MIME bundle as it is saved: text, SVG and JavaScript as arrays of lines. */
export function splitBundle(bundle: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(bundle).map(([mime, value]) => [
    mime,
    typeof value === "string" && isSplitMime(mime) ? splitLines(value) : value,
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function isSplitMime(mime: string): boolean {
  if (isJsonMime(mime)) return false;
  return mime.startsWith("text/") || mime === "application/javascript" || mime === "image/svg+xml";
}
