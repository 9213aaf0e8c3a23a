import { dropBlanks, hasBlankEdge, skipBlanks } from "./blanks.ts";

/**
 * Reads an ISO 8601 date or time from ASCII bytes: `2024-03-01`, `2024/03/01`, then optionally `T` or a space,
 * `12:30`, `:59`, `.123456`, and `Z` or `+02:00`, white space around it. Without an offset the time is UTC.
 *
 * @returns milliseconds since the epoch (UTC), NaN when the bytes are anything else or the day does not exist
 */
export function parseIsoDate(bytes: Uint8Array, from: number, to: number): number {
  if (!hasBlankEdge(bytes, from, to)) return plainDate(bytes, from, to);
  return plainDate(bytes, skipBlanks(bytes, from, to), dropBlanks(bytes, from, to));
}

function plainDate(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length < 10) return Number.NaN;
  const mark = bytes[from + 4];
  if ((mark !== 45 && mark !== 47) || bytes[from + 7] !== mark) return Number.NaN;
  const year = two(bytes, from) * 100 + two(bytes, from + 2);
  const month = two(bytes, from + 5);
  const day = two(bytes, from + 8);
  const midnight = daysFromCivil(year, month, day) * 86400000;
  if (length === 10 || Number.isNaN(midnight)) return midnight;
  const gap = bytes[from + 10];
  if ((gap !== 84 && gap !== 32) || length < 16) return Number.NaN;
  return midnight + timeOfDay(bytes, from + 11, to);
}

function timeOfDay(bytes: Uint8Array, from: number, to: number): number {
  const hour = two(bytes, from);
  const minute = two(bytes, from + 3);
  let at = from + 5;
  let second = 0;
  if (bytes[from + 2] !== 58 || !(hour <= 24 && minute <= 59)) return Number.NaN;
  if (at < to && bytes[at] === 58) {
    if (to - at < 3) return Number.NaN;
    second = two(bytes, at + 1);
    at += 3;
    if (!(second <= 59)) return Number.NaN;
    if (at < to && (bytes[at] === 46 || bytes[at] === 44)) {
      let unit = 0.1;
      const first = ++at;
      for (; at < to; at++) {
        const digit = bytes[at] - 48;
        if (digit < 0 || digit > 9) break;
        second += digit * unit;
        unit /= 10;
      }
      if (at === first) return Number.NaN;
    }
  }
  const time = hour * 3600000 + minute * 60000 + Math.round(second * 1000);
  if (time > 86400000) return Number.NaN;
  return at === to ? time : time - offset(bytes, at, to);
}

function offset(bytes: Uint8Array, from: number, to: number): number {
  const sign = bytes[from];
  if (sign === 90 && to - from === 1) return 0;
  const colon = to - from === 6 && bytes[from + 3] === 58;
  if ((sign !== 43 && sign !== 45) || !(colon || to - from === 5 || to - from === 3))
    return Number.NaN;
  const hours = two(bytes, from + 1);
  const minutes = to - from === 3 ? 0 : two(bytes, colon ? from + 4 : from + 3);
  if (!(hours <= 15 && minutes <= 59)) return Number.NaN;
  const time = hours * 3600000 + minutes * 60000;
  return sign === 45 ? -time : time;
}

function two(bytes: Uint8Array, at: number): number {
  const tens = bytes[at] - 48;
  const ones = bytes[at + 1] - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/**
 * Counts the days from 1970-01-01 to a day of the proleptic Gregorian calendar (Hinnant 2014, "days_from_civil").
 *
 * @returns NaN when the day does not exist
 */
export function daysFromCivil(year: number, month: number, day: number): number {
  if (
    !(month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)) ||
    Number.isNaN(year)
  )
    return Number.NaN;
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
