/** Colours and attributes that sequences of `ESC [ … m` turned on, each under the code that turns it off. */
export type TerminalStyle = Readonly<Record<string, string>>;

export const PLAIN_STYLE: TerminalStyle = {};

/** What turns off each code: 1 and 2 share one, as 38;… and 31 do. */
function offOf(code: number): string | undefined {
  if (code === 1 || code === 2) return "22";
  if (code >= 3 && code <= 9) return code === 6 ? "25" : `2${code}`;
  if (code === 21) return "24";
  if ((code >= 30 && code <= 38) || (code >= 90 && code <= 97)) return "39";
  if ((code >= 40 && code <= 48) || (code >= 100 && code <= 107)) return "49";
  if (code === 53) return "55";
  return undefined;
}

const OFF: ReadonlySet<string> = new Set([
  "22",
  "23",
  "24",
  "25",
  "27",
  "28",
  "29",
  "39",
  "49",
  "55",
]);

/** The style after one more sequence of colours, given what stands between `ESC [` and `m`. */
export function styleAfter(style: TerminalStyle, parameters: string): TerminalStyle {
  let next: Record<string, string> = { ...style };
  const codes = parameters.split(";");
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === "" || Number(code) === 0) next = {};
    else if (OFF.has(code)) delete next[code];
    else {
      const off = offOf(Number.parseInt(code, 10));
      if (off === undefined) continue;
      const isLong = code === "38" || code === "48";
      const length = isLong ? (codes[i + 1] === "5" ? 3 : codes[i + 1] === "2" ? 5 : 1) : 1;
      delete next[off];
      next[off] = codes.slice(i, i + length).join(";");
      i += length - 1;
    }
  }
  return next;
}

/** The sequences that lead from one style to another; empty when they are the same. */
export function styleChange(from: TerminalStyle, to: TerminalStyle): string {
  if (from === to) return "";
  const off = Object.keys(from).filter((key) => !(key in to));
  const on = Object.keys(to).filter((key) => from[key] !== to[key]);
  return [...off, ...on.map((key) => to[key]!)].map((code) => `\x1b[${code}m`).join("");
}
