import type { Column } from "../columns/column.ts";
import { parseBoolText } from "./bool-text.ts";
import { parseDateText } from "./date-text.ts";
import { distinctTexts } from "./distinct.ts";
import { currencyOf, type NumberStyle, parseNumberText } from "./number-text.ts";

/** What the texts of a column are. */
export type Kind = "number" | "bool" | "date" | "text";

/** How many present values of a text column are of each kind, and how they are written. */
export interface KindReport {
  /** Present values that are not missing words. */
  readonly present: number;
  readonly fits: Readonly<Record<Kind, number>>;
  readonly numberStyle: NumberStyle;
  /** Values such as 1,234 that both styles read, when nothing in the column decides between them; else 0. */
  readonly ambiguousNumbers: number;
  /** One of them. */
  readonly ambiguousText: string | undefined;
  /** How many amounts are written in each currency. */
  readonly currencies: ReadonlyMap<string, number>;
  readonly dayFirst: boolean;
  /** True when every date with a slash can be read in both orders: the order is a guess. */
  readonly ambiguousDates: boolean;
  /** The kind that most values have; text when no other has more than half of them. */
  readonly dominant: Kind;
  /** The distinct texts read as the dominant kind. */
  readonly read: ReadTexts;
}

/** Distinct texts read as one kind: NaN where a text is not of the kind (or means missing). */
export interface ReadTexts {
  readonly values: Float64Array;
  /** 1 where the text is the plain form of its value. */
  readonly plain: Uint8Array;
  /** True when every number is written without decimal mark. */
  readonly whole: boolean;
}

const reports = new WeakMap<Column, Map<string, KindReport>>();

/** Looks at a text column; each distinct text is read once. `isMissing` names the texts that mean missing. */
export function reportKinds(
  column: Column,
  isMissing: (text: string) => boolean,
  options: { words: string; dayFirst: boolean | undefined; numbers: NumberStyle | undefined },
): KindReport {
  const key = `${options.words} ${options.dayFirst} ${options.numbers}`;
  const known = reports.get(column) ?? new Map<string, KindReport>();
  reports.set(column, known);
  const found = known.get(key) ?? look(column, isMissing, options);
  known.set(key, found);
  return found;
}

function look(
  column: Column,
  isMissing: (text: string) => boolean,
  { dayFirst, numbers }: { dayFirst: boolean | undefined; numbers: NumberStyle | undefined },
): KindReport {
  const { texts, counts } = distinctTexts(column);
  const tally = {
    present: 0,
    dot: 0,
    comma: 0,
    bool: 0,
    words: 0,
    dayFirst: 0,
    monthFirst: 0,
    either: 0,
    decided: 0,
    open: 0,
    openText: undefined as string | undefined,
  };
  const currencies = new Map<string, number>();
  const dates = { day: 0, month: 0 };
  const missing = new Uint8Array(texts.length);
  for (let k = 0; k < texts.length; k++) {
    const text = texts[k];
    if (isMissing(text)) {
      missing[k] = 1;
      continue;
    }
    const count = counts[k];
    tally.present += count;
    tallyNumber(text, count, tally, currencies);
    const flag = parseBoolText(text);
    if (flag !== undefined) {
      tally.bool += count;
      if (!flag.digit) tally.words += count;
    }
    tallyDate(text, count, tally, dates);
  }
  const useDayFirst = dayFirst ?? tally.dayFirst > tally.monthFirst;
  const fits = {
    number: numbers === undefined ? Math.max(tally.dot, tally.comma) : tally[numbers],
    bool: tally.words > 0 ? tally.bool : 0,
    date: useDayFirst ? dates.day : dates.month,
    text: tally.present,
  };
  const dominant = dominantOf(fits, tally.present);
  const style = {
    numberStyle: numbers ?? (tally.comma > tally.dot ? "comma" : "dot"),
    dayFirst: useDayFirst,
  } as const;
  return {
    present: tally.present,
    fits,
    ...style,
    ambiguousNumbers: tally.decided === 0 && numbers === undefined ? tally.open : 0,
    ambiguousText: tally.openText,
    currencies,
    ambiguousDates:
      tally.either > 0 && tally.dayFirst + tally.monthFirst === 0 && dayFirst === undefined,
    dominant,
    read: readTexts(texts, dominant, style, missing),
  };
}

function tallyNumber(
  text: string,
  count: number,
  tally: {
    dot: number;
    comma: number;
    decided: number;
    open: number;
    openText: string | undefined;
  },
  currencies: Map<string, number>,
): void {
  const dot = parseNumberText(text, "dot");
  if (dot !== undefined) tally.dot += count;
  // Without a mark both styles read the same.
  const marked = text.includes(",") || text.includes(".");
  const comma = marked ? parseNumberText(text, "comma") : dot;
  if (comma !== undefined) tally.comma += count;
  const number = dot ?? comma;
  if (number === undefined) return;
  if (marked && dot !== undefined && comma !== undefined) {
    tally.open += count;
    tally.openText ??= text.trim();
  } else if (marked) tally.decided += count;
  if (number.plain) return;
  const currency = currencyOf(text);
  if (currency !== undefined) currencies.set(currency, (currencies.get(currency) ?? 0) + count);
}

function tallyDate(
  text: string,
  count: number,
  tally: { dayFirst: number; monthFirst: number; either: number },
  dates: { day: number; month: number },
): void {
  const day = parseDateText(text, true);
  const month = day !== undefined && day.order === undefined ? day : parseDateText(text, false);
  if (day !== undefined) dates.day += count;
  if (month !== undefined) dates.month += count;
  const order = (day ?? month)?.order;
  if (order !== undefined) tally[order] += count;
}

/** Reads every distinct text as one kind. */
export function readTexts(
  texts: readonly string[],
  kind: Kind,
  style: { numberStyle: NumberStyle; dayFirst: boolean },
  missing?: Uint8Array,
): ReadTexts {
  const values = new Float64Array(texts.length).fill(Number.NaN);
  const plain = new Uint8Array(texts.length);
  let whole = kind !== "text";
  for (let k = 0; k < texts.length; k++) {
    if (kind === "text" || missing?.[k] === 1) continue;
    const read = readText(texts[k], kind, style);
    if (read === undefined) continue;
    values[k] = read.value;
    plain[k] = read.plain ? 1 : 0;
    if (!read.whole) whole = false;
  }
  return { values, plain, whole };
}

function readText(
  text: string,
  kind: "number" | "bool" | "date",
  style: { numberStyle: NumberStyle; dayFirst: boolean },
): { value: number; plain: boolean; whole: boolean } | undefined {
  switch (kind) {
    case "number":
      return parseNumberText(text, style.numberStyle);
    case "bool": {
      const flag = parseBoolText(text);
      return flag && { value: flag.value ? 1 : 0, plain: flag.plain, whole: true };
    }
    case "date": {
      const date = parseDateText(text, style.dayFirst);
      return date && { value: date.time, plain: date.plain, whole: true };
    }
    default: {
      const never: never = kind;
      return never;
    }
  }
}

function dominantOf(fits: Readonly<Record<Kind, number>>, present: number): Kind {
  let best: Kind = "text";
  let most = present / 2;
  for (const kind of ["bool", "number", "date"] as const) {
    if (fits[kind] <= most) continue;
    best = kind;
    most = fits[kind];
  }
  return best;
}
