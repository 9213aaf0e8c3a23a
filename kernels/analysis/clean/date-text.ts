import { daysFromCivil, parseIsoDate } from "../csv/date.ts";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const FULL = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/;
const NAME_FIRST = /^([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/;
const NAME_MIDDLE = /^(\d{1,2})(?:st|nd|rd|th)?\.?[\s-]+([a-z]+)\.?,?[\s-]+(\d{4})$/;

/** A date that was read from messy text. */
export interface DateText {
  /** Milliseconds since the epoch (UTC). */
  readonly time: number;
  /** True when the text is ISO 8601. */
  readonly plain: boolean;
  /** For 03/04/2024: which order the numbers allow; undefined when the text does not depend on an order. */
  readonly order?: "either" | "dayFirst" | "monthFirst";
}

/**
 * Reads a date as people write it: ISO 8601 with or without time, 2024/3/1, 01.03.2024 (day first), 01/03/2024 or 01-03-2024 (in the
 * order asked for), Mar 1, 2024, March 1st 2024, 1 Mar 2024. Years have four digits. Without an offset the time is UTC.
 *
 * @param dayFirst how slashes and dashes with the year last are read
 * @returns undefined when the text is no date, or its day does not exist in that order
 */
export function parseDateText(text: string, dayFirst: boolean): DateText | undefined {
  const trimmed = text.trim();
  if (trimmed.length < 8 || trimmed.length > 40) return undefined;
  const iso = isoTime(trimmed);
  if (iso !== undefined) return { time: iso, plain: trimmed === text && trimmed[4] === "-" };
  const split = /^(.*\d{4}|\d{4}\S*)[\sT]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*([ap]m)?$/i.exec(
    trimmed,
  );
  const day = dayText((split?.[1] ?? trimmed).toLowerCase(), dayFirst);
  if (day === undefined || split === null) return day;
  const time = clock(split[2], split[3]?.toLowerCase());
  return time === undefined ? undefined : { ...day, time: day.time + time };
}

function isoTime(text: string): number | undefined {
  if (!/^\d{4}[-/]\d{2}[-/]\d{2}/.test(text)) return undefined;
  const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
  const time = parseIsoDate(bytes, 0, bytes.length);
  return Number.isNaN(time) ? undefined : time;
}

function dayText(text: string, dayFirst: boolean): DateText | undefined {
  let m = YEAR_FIRST.exec(text);
  if (m !== null) return civil(Number(m[1]), Number(m[3]), Number(m[4]));
  m = YEAR_LAST.exec(text);
  if (m !== null) {
    const [a, b, year] = [Number(m[1]), Number(m[3]), Number(m[4])];
    if (m[2] === ".") return civil(year, b, a);
    const order = a > 12 ? "dayFirst" : b > 12 ? "monthFirst" : "either";
    const date = dayFirst ? civil(year, b, a) : civil(year, a, b);
    return date && { ...date, order };
  }
  m = NAME_FIRST.exec(text);
  if (m !== null) return civil(Number(m[3]), monthNumber(m[1]), Number(m[2]));
  m = NAME_MIDDLE.exec(text);
  return m === null ? undefined : civil(Number(m[3]), monthNumber(m[2]), Number(m[1]));
}

function monthNumber(word: string): number {
  const short = MONTHS.indexOf(word === "sept" ? "sep" : word);
  return (short >= 0 ? short : FULL.indexOf(word)) + 1;
}

function civil(year: number, month: number, day: number): DateText | undefined {
  const days = daysFromCivil(year, month, day);
  return Number.isNaN(days) ? undefined : { time: days * 86400000, plain: false };
}

function clock(text: string, half: string | undefined): number | undefined {
  const [hour, minute, second = 0] = text.split(":").map(Number);
  if (minute > 59 || second >= 60 || hour > (half === undefined ? 23 : 12)) return undefined;
  const hours = half === undefined ? hour : (hour % 12) + (half === "pm" ? 12 : 0);
  return hours * 3600000 + minute * 60000 + Math.round(second * 1000);
}
