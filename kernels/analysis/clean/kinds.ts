import type { Column } from "../table/column.ts";
import { parseBoolText } from "./bool-text.ts";
import { parseDateText } from "./date-text.ts";
import { distinctTexts } from "./distinct.ts";
import { type NumberStyle, parseNumberText } from "./number-text.ts";

/** What the texts of a column are. */
export type Kind = "number" | "bool" | "date" | "text";

/** How many present values of a text column are of each kind, and how they are written. */
export interface KindReport {
  /** Present values that are not missing words. */
  readonly present: number;
  readonly fits: Readonly<Record<Kind, number>>;
  readonly numberStyle: NumberStyle;
  readonly dayFirst: boolean;
  /** True when every date with a slash can be read in both orders: the order is a guess. */
  readonly ambiguousDates: boolean;
  /** The kind that most values have; text when no other has at least half of them. */
  readonly dominant: Kind;
}

const reports = new WeakMap<Column, Map<string, KindReport>>();

/** Looks at a text column; each distinct text is read once. `isMissing` names the texts that mean missing. */
export function reportKinds(
  column: Column,
  isMissing: (text: string) => boolean,
  options: { words: string; dayFirst: boolean | undefined },
): KindReport {
  const key = `${options.words} ${options.dayFirst}`;
  const known = reports.get(column) ?? new Map<string, KindReport>();
  reports.set(column, known);
  const found = known.get(key) ?? look(column, isMissing, options.dayFirst);
  known.set(key, found);
  return found;
}

function look(
  column: Column,
  isMissing: (text: string) => boolean,
  dayFirst: boolean | undefined,
): KindReport {
  const { texts, counts } = distinctTexts(column);
  const tally = {
    present: 0,
    dot: 0,
    comma: 0,
    bool: 0,
    boolWords: 0,
    dayFirst: 0,
    monthFirst: 0,
    either: 0,
  };
  const dates = { day: 0, month: 0 };
  for (let k = 0; k < texts.length; k++) {
    const text = texts[k];
    if (isMissing(text)) continue;
    const count = counts[k];
    tally.present += count;
    if (parseNumberText(text, "dot") !== undefined) tally.dot += count;
    if (parseNumberText(text, "comma") !== undefined) tally.comma += count;
    const flag = parseBoolText(text);
    if (flag !== undefined) {
      tally.bool += count;
      if (!flag.digit) tally.boolWords += count;
    }
    const day = parseDateText(text, true);
    const month = parseDateText(text, false);
    if (day !== undefined) dates.day += count;
    if (month !== undefined) dates.month += count;
    const order = (day ?? month)?.order;
    if (order !== undefined) tally[order] += count;
  }
  const useDayFirst = dayFirst ?? tally.dayFirst > tally.monthFirst;
  const fits = {
    number: Math.max(tally.dot, tally.comma),
    bool: tally.boolWords > 0 ? tally.bool : 0,
    date: useDayFirst ? dates.day : dates.month,
    text: tally.present,
  };
  return {
    present: tally.present,
    fits,
    numberStyle: tally.comma > tally.dot ? "comma" : "dot",
    dayFirst: useDayFirst,
    ambiguousDates:
      tally.either > 0 && tally.dayFirst + tally.monthFirst === 0 && dayFirst === undefined,
    dominant: dominantOf(fits, tally.present),
  };
}

function dominantOf(fits: Readonly<Record<Kind, number>>, present: number): Kind {
  let best: Kind = "text";
  let most = present / 2;
  for (const kind of ["bool", "number", "date"] as const)
    if (fits[kind] > 0 && fits[kind] >= most && (best === "text" || fits[kind] > most)) {
      best = kind;
      most = fits[kind];
    }
  return best;
}
