/** What a number format shows: a number, a date (perhaps with a time), a time of day, or an elapsed time. */
export type NumberKind = "number" | "date" | "time" | "duration";

const known = new Map<string, NumberKind>();

/** Tells what a number format of a spreadsheet shows; only its first section counts. */
export function kindOfFormat(format: string): NumberKind {
  let kind = known.get(format);
  if (kind === undefined) {
    kind = readFormat(format);
    known.set(format, kind);
  }
  return kind;
}

function readFormat(format: string): NumberKind {
  const bare = format
    .replace(/"[^"]*"|\\.|_.|\*./g, "")
    .split(";")[0]
    .toLowerCase();
  if (/\[(?:h+|m+|s+)\]/.test(bare)) return "duration";
  const codes = bare.replace(/\[[^\]]*\]/g, "").replace(/am\/pm|a\/p/g, "");
  if (codes.includes("general") || /e[+-]/.test(codes)) return "number";
  const hasTime = /[hs]/.test(codes);
  // An m beside hours or seconds is minutes.
  if (/[yd]/.test(codes) || (/m/.test(codes) && !hasTime)) return "date";
  return hasTime ? "time" : "number";
}

const DAY = 86_400_000;
const LAST_DAY = 2_958_466;

/**
 * The moment of a date number, in milliseconds UTC, rounded to the millisecond: the numbers are fractions of days, and 09:50 is a
 * little less than the fraction that is stored. NaN for a number outside of the years 1900 … 9999.
 */
export function dateOfSerial(serial: number, from1904: boolean): number {
  const days = from1904 ? serial + 1462 : serial;
  if (!(days >= 0 && days < LAST_DAY)) return Number.NaN;
  // Spreadsheets count a 29th of February 1900, which did not exist.
  const real = days < 60 ? days + 1 : days;
  return Math.round(real * DAY) - 25_569 * DAY;
}

/** A time of day or an elapsed time as h:mm:ss, with milliseconds when there are any; hours go on beyond 24. */
export function clockText(serial: number, kind: "time" | "duration"): string {
  const total = Math.round(Math.abs(serial) * DAY);
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(total / 3_600_000);
  const minutes = Math.floor(total / 60_000) % 60;
  const seconds = Math.floor(total / 1000) % 60;
  const rest = total % 1000;
  const fraction = rest === 0 ? "" : `.${String(rest).padStart(3, "0")}`;
  const clock = kind === "time" ? hours % 24 : hours;
  return `${serial < 0 && total > 0 ? "-" : ""}${two(clock)}:${two(minutes)}:${two(seconds)}${fraction}`;
}
