import { isListLike, said, wrongArgument } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions, type Seeded } from "../base/option-table.ts";
import { count } from "../base/words.ts";
import type { Target } from "../models/data.ts";
import { requireInteger, wrongOption } from "../models/option.ts";
import { labelsOf } from "../models/target.ts";
import { stream } from "../random/stream.ts";

/** Rows to learn from and rows to test on. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** A way to divide rows several times. */
export interface Splitter {
  /** @param rows number of rows; @param y target, for splitters that look at it; @param groups group of each row */
  split(rows: number, y?: Target, groups?: Target): Split[];
}

/** Options of `KFold` and `StratifiedKFold`. */
export interface KFoldOptions {
  /** Number of folds, at least 2, default 5. */
  readonly nSplits?: number;
  /** Shuffle first, default false. */
  readonly shuffle?: boolean;
  /** Seed of the shuffle, default 0. */
  readonly randomState?: number;
}

const foldRules = {
  nSplits: rule.by(5, rule.integer(2)),
  shuffle: rule.by(false, rule.flag),
  randomState: rule.by(0, rule.seed),
};
const foldSettings = { bare: { number: "nSplits" } };
const kFoldOptions = modelOptions<KFoldOptions>("KFold", foldRules, foldSettings);
const stratifiedKFoldOptions = modelOptions<KFoldOptions>(
  "StratifiedKFold",
  foldRules,
  foldSettings,
);

/** Divides rows into folds of nearly equal size; each is the test part once. */
export class KFold implements Splitter {
  readonly options: Readonly<Required<KFoldOptions>>;

  /** @throws HF_MODEL_OPTION */
  constructor(options: Seeded<KFoldOptions> = {}) {
    this.options = { ...kFoldOptions.defaults, ...kFoldOptions.read(options) };
  }

  /** @throws HF_MODEL_SHAPE when there are fewer rows than folds */
  split(rows: number): Split[] {
    const { nSplits, shuffle, randomState } = this.options;
    requireRows("KFold", rows, nSplits);
    const order = shuffle
      ? stream(randomState, "k-fold").permutation(rows)
      : Int32Array.from({ length: rows }, (_, i) => i);
    const fold = new Int32Array(rows);
    let start = 0;
    for (let f = 0; f < nSplits; f++) {
      const size = Math.floor(rows / nSplits) + (f < rows % nSplits ? 1 : 0);
      for (let at = start; at < start + size; at++) fold[order[at]] = f;
      start += size;
    }
    return byFold(fold, nSplits);
  }
}

/** Folds in which each class has nearly the same share of rows as in all. */
export class StratifiedKFold implements Splitter {
  readonly options: Readonly<Required<KFoldOptions>>;

  /** @throws HF_MODEL_OPTION */
  constructor(options: Seeded<KFoldOptions> = {}) {
    this.options = { ...stratifiedKFoldOptions.defaults, ...stratifiedKFoldOptions.read(options) };
  }

  /** @throws HF_MODEL_SHAPE when no class has as many rows as there are folds, or y is absent */
  split(rows: number, y?: Target): Split[] {
    const { nSplits, shuffle, randomState } = this.options;
    requireRows("StratifiedKFold", rows, nSplits);
    const codes = codesInOrder("StratifiedKFold", rows, y);
    const k = codes.reduce((most, code) => Math.max(most, code), 0) + 1;
    const counts = new Int32Array(k);
    for (const code of codes) counts[code]++;
    if (counts.length > 1 && counts.filter((count) => count > 1).length < 2) {
      const at = codes.findIndex((code) => counts[code] === 1);
      throw new AnalysisError("HF_MODEL_TARGET", {
        what: "StratifiedKFold cannot have every class in two parts",
        got: `the class ${JSON.stringify(labelsOf(y as Target, "StratifiedKFold")[at])} with one row`,
        expected: "at least two classes with two rows or more",
        action: "Add rows, or join rare classes.",
      });
    }
    if (counts.every((count) => count < nSplits))
      throw new AnalysisError("HF_MODEL_SHAPE", {
        what: "StratifiedKFold needs as many rows of a class as folds",
        got: `at most ${count(Math.max(...counts), "row")} of a class`,
        expected: `${nSplits}`,
        action: "Use fewer folds.",
      });
    // Every nSplits-th row of the rows sorted by class tells how many of each class a fold gets.
    const sorted = codes.slice().sort();
    const quota = Array.from({ length: nSplits }, () => new Int32Array(k));
    sorted.forEach((code, at) => {
      quota[at % nSplits][code]++;
    });
    const places = Array.from({ length: k }, (_, code) => {
      const list = quota.flatMap((own, f) => Array<number>(own[code]).fill(f));
      return shuffle ? stream(randomState, "stratified-k-fold", code).shuffle(list) : list;
    });
    const next = new Int32Array(k);
    const fold = Int32Array.from(codes, (code) => places[code][next[code]++]);
    return byFold(fold, nSplits);
  }
}

const groupKFoldOptions = modelOptions<{ readonly nSplits?: number }>(
  "GroupKFold",
  { nSplits: rule.by(5, rule.integer(2)) },
  foldSettings,
);

/** Folds that keep the rows of a group together, balanced by size: the largest groups first, each to the smallest fold. */
export class GroupKFold implements Splitter {
  readonly options: Readonly<{ nSplits: number }>;

  /** @throws HF_MODEL_OPTION */
  constructor(options: { readonly nSplits?: number } = {}) {
    this.options = { ...groupKFoldOptions.defaults, ...groupKFoldOptions.read(options) };
  }

  /** @throws HF_MODEL_SHAPE without groups, or with fewer groups than folds */
  split(rows: number, _y?: Target, groups?: Target): Split[] {
    const { nSplits } = this.options;
    requireRows("GroupKFold", rows, 0);
    const codes = codesInOrder("GroupKFold", rows, groups);
    const sizes: number[] = [];
    for (const code of codes) sizes[code] = (sizes[code] ?? 0) + 1;
    requireRows("GroupKFold", sizes.length, nSplits);
    const order = [...sizes.keys()].sort((a, b) => sizes[b] - sizes[a] || a - b);
    const load = new Float64Array(nSplits);
    const foldOf = new Int32Array(sizes.length);
    for (const group of order) {
      const lightest = load.indexOf(Math.min(...load));
      load[lightest] += sizes[group];
      foldOf[group] = lightest;
    }
    return byFold(
      Int32Array.from(codes, (code) => foldOf[code]),
      nSplits,
    );
  }
}

/** Options of `TimeSeriesSplit`. */
export interface TimeSeriesSplitOptions {
  /** Number of splits, at least 2, default 5. */
  readonly nSplits?: number;
  /** Most rows to learn from; default all before the test part. */
  readonly maxTrainSize?: number;
  /** Rows of a test part; default rows / (nSplits + 1). */
  readonly testSize?: number;
  /** Rows left out between both parts, default 0. */
  readonly gap?: number;
}

const timeSeriesSplitOptions = modelOptions<TimeSeriesSplitOptions>(
  "TimeSeriesSplit",
  {
    nSplits: rule.by(5, rule.integer(2)),
    maxTrainSize: rule.integer(1),
    testSize: rule.integer(1),
    gap: rule.by(0, rule.integer(0)),
  },
  foldSettings,
);

/** Splits of rows in time order: the test part always comes after the rows to learn from. */
export class TimeSeriesSplit implements Splitter {
  readonly options: Readonly<TimeSeriesSplitOptions & { nSplits: number; gap: number }>;

  /** @throws HF_MODEL_OPTION */
  constructor(options: TimeSeriesSplitOptions = {}) {
    const { nSplits = 5, maxTrainSize, testSize, gap = 0 } = timeSeriesSplitOptions.read(options);
    this.options = { nSplits, maxTrainSize, testSize, gap };
  }

  /** @throws HF_MODEL_SHAPE when there are too few rows */
  split(rows: number): Split[] {
    requireRows("TimeSeriesSplit", rows, 0);
    const { nSplits, maxTrainSize = rows, gap } = this.options;
    const testSize = this.options.testSize ?? Math.floor(rows / (nSplits + 1));
    requireRows("TimeSeriesSplit", rows, Math.max(nSplits + 1, nSplits * testSize + gap + 1));
    return Array.from({ length: nSplits }, (_, s) => {
      const start = rows - (nSplits - s) * testSize;
      const end = start - gap;
      return {
        train: range(Math.max(0, end - maxTrainSize), end),
        test: range(start, start + testSize),
      };
    });
  }
}

function range(start: number, end: number): Int32Array {
  return Int32Array.from({ length: end - start }, (_, i) => start + i);
}

function byFold(fold: Int32Array, folds: number): Split[] {
  const rows = Int32Array.from(fold.keys());
  return Array.from({ length: folds }, (_, f) => ({
    train: rows.filter((row) => fold[row] !== f),
    test: rows.filter((row) => fold[row] === f),
  }));
}

/** A number for each distinct label, in the order of their first rows. */
export function codesInOrder(what: string, rows: number, y: Target | undefined): Int32Array {
  if (!isListLike(y) || y.length !== rows)
    throw new AnalysisError("HF_MODEL_SHAPE", {
      what: `${what} needs one label per row`,
      got: y === undefined ? "none" : isListLike(y) ? count(y.length, "label") : said(y),
      expected: `${rows}`,
    });
  const known = new Map<unknown, number>();
  return Int32Array.from(labelsOf(y, what), (label) => {
    const code = known.get(label) ?? known.size;
    known.set(label, code);
    return code;
  });
}

function requireRows(what: string, rows: number, least: number): void {
  if (!Number.isInteger(rows) || rows < 0)
    throw wrongArgument(`${what}.split needs the number of rows`, {
      got: said(rows),
      expected: "an integer of at least 0",
      action: isListLike(rows) ? "Pass its length." : "Pass table.length.",
    });
  if (rows >= least) return;
  throw new AnalysisError("HF_MODEL_SHAPE", {
    what: `${what} has too few rows (or groups) to divide`,
    got: count(rows, "row"),
    expected: `at least ${least}`,
    action: "Use fewer splits.",
  });
}

/** What `cv` can be. */
export const cvRule = rule.either(
  rule.integer(2),
  rule.object(
    "a splitter such as new KFold(), or a list of splits { train, test }",
    (value) => Array.isArray(value) || typeof (value as Splitter).split === "function",
  ),
);

/** The splits of a `cv` option: a number of folds (stratified for classifiers), a splitter, or the splits themselves. @throws HF_MODEL_OPTION */
export function splitsFrom(
  cv: number | Splitter | readonly Split[],
  stratify: boolean,
  rows: number,
  y: Target | undefined,
  groups: Target | undefined,
): readonly Split[] {
  if (typeof cv === "number") {
    requireInteger("cross-validation", "cv", cv, 2);
    return (stratify ? new StratifiedKFold({ nSplits: cv }) : new KFold({ nSplits: cv })).split(
      rows,
      y,
    );
  }
  if (Array.isArray(cv)) return cv;
  if (typeof (cv as Splitter)?.split === "function") return (cv as Splitter).split(rows, y, groups);
  throw wrongOption(
    "cross-validation",
    "cv",
    cv,
    "a number of folds, a splitter, or a list of splits",
  );
}
