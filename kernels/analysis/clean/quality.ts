import type { Column } from "../columns/column.ts";
import type { Frame } from "../columns/frame.ts";
import { duplicateRows } from "../verbs/duplicates.ts";
import { distinctTexts } from "./distinct.ts";
import { type KindReport, reportKinds } from "./kinds.ts";
import { missingTest } from "./missing-words.ts";
import { type CleanPlan, styleOf } from "./options.ts";
import { outlierFences, outlierRows } from "./outliers.ts";
import { caseReplacements, collapseSpaces } from "./text-case.ts";

/** One part of the quality score. */
export interface QualityPart {
  readonly name: "completeness" | "uniqueness" | "validity" | "consistency" | "plausibility";
  /** Its share of the score; the weights sum to 1. */
  readonly weight: number;
  /** How many of `of` are bad. */
  readonly bad: number;
  readonly of: number;
  /** 1 - bad / of; 1 when there is nothing to judge. */
  readonly value: number;
}

/** The quality of a table, 0 … 100, and how it is computed: 100 · Σ weight · value. */
export interface Quality {
  readonly score: number;
  readonly parts: readonly QualityPart[];
}

/** What must be known to judge a table. */
export interface QualityRules {
  readonly missingWords: readonly string[];
  readonly numbers: CleanPlan["numbers"];
  readonly dayFirst: boolean | undefined;
}

const weights = {
  completeness: 0.3,
  uniqueness: 0.2,
  validity: 0.2,
  consistency: 0.15,
  plausibility: 0.15,
};

/**
 * Judges a table in five parts, each a count over a count.
 *
 * - completeness: cells that are missing, or hold a word that means missing, of all cells
 * - uniqueness: rows that equal an earlier row in every cell, of all rows
 * - validity: present cells that are not of the kind (number, truth value, date, text) that more than half of their column is, of all
 *   present cells; in a text column every text is valid
 * - consistency: present cells that are not written as the others: spaces around or doubled, another case than the most frequent
 *   spelling, or a number, truth value or date not in its plain form, of all present cells
 * - plausibility: numbers outside of the quartiles ± 1.5 interquartile ranges of their column, of all numbers in columns that are
 *   numeric or texts of which more than half are numbers
 */
export function measureQuality(from: Frame, rules: QualityRules): Quality {
  const isMissing = missingTest(rules.missingWords);
  const words = rules.missingWords.join("\u0000");
  let [missing, present, invalid, inconsistent, outliers, numbers] = [0, 0, 0, 0, 0, 0];
  for (const column of from.columns) {
    if (column.isNumeric) {
      missing += column.missing;
      present += column.length - column.missing;
      if (column.type === "bool" || column.type === "date") continue;
      numbers += column.length - column.missing;
      outliers += outlierCount(column, () => column.numbers());
      continue;
    }
    const report = reportKinds(column, isMissing, {
      words,
      dayFirst: rules.dayFirst,
      numbers: styleOf(rules, column.name),
    });
    missing += column.length - report.present;
    present += report.present;
    invalid += report.dominant === "text" ? 0 : report.present - report.fits[report.dominant];
    inconsistent += inconsistentCells(column, report, isMissing);
    if (report.dominant !== "number") continue;
    numbers += report.fits.number;
    outliers += outlierCount(column, () => numbersOf(column, report));
  }
  const cells = from.length * from.columns.length;
  const duplicates = duplicateRows(from).length;
  const parts = [
    part("completeness", missing, cells),
    part("uniqueness", duplicates, from.length),
    part("validity", invalid, present),
    part("consistency", inconsistent, present),
    part("plausibility", outliers, numbers),
  ];
  const score = 100 * parts.reduce((total, { weight, value }) => total + weight * value, 0);
  return { score, parts };
}

function part(name: QualityPart["name"], bad: number, of: number): QualityPart {
  return { name, weight: weights[name], bad, of, value: of === 0 ? 1 : 1 - bad / of };
}

const counted = new WeakMap<Column, number>();

function outlierCount(column: Column, numbers: () => Float64Array): number {
  let found = counted.get(column);
  if (found === undefined) {
    const values = numbers();
    found = outlierRows(values, outlierFences(values, "iqr", 1.5)).length;
    counted.set(column, found);
  }
  return found;
}

/** The numbers that a text column holds; NaN for other texts. */
function numbersOf(column: Column, report: KindReport): Float64Array {
  const { codes } = distinctTexts(column);
  const { values } = report.read;
  const out = new Float64Array(codes.length);
  for (let i = 0; i < codes.length; i++) out[i] = codes[i] < 0 ? Number.NaN : values[codes[i]];
  return out;
}

function inconsistentCells(
  column: Column,
  report: KindReport,
  isMissing: (text: string) => boolean,
): number {
  const { texts, counts } = distinctTexts(column);
  const { values, plain } = report.read;
  let bad = 0;
  if (report.dominant !== "text") {
    // A value that is not of the column's kind is judged by validity, not here.
    for (let k = 0; k < texts.length; k++)
      if (!Number.isNaN(values[k]) && plain[k] === 0) bad += counts[k];
    return bad;
  }
  const unified = caseReplacements(texts.map(collapseSpaces), counts, "unify");
  for (let k = 0; k < texts.length; k++)
    if (unified[k] !== texts[k] && !isMissing(texts[k])) bad += counts[k];
  return bad;
}
