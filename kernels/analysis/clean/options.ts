import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import type { ColumnType } from "../columns/column.ts";
import type { Run } from "../run/run.ts";
import { type FillWith, fillHabits, fillWays } from "../verbs/fill.ts";
import { defaultMissingWords } from "./missing-words.ts";
import type { NumberStyle } from "./number-text.ts";
import { type OutlierMethod, outlierThresholds } from "./outliers.ts";
import type { TextCase } from "./text-case.ts";

/** The steps of cleaning, in the order in which they run. */
export const cleanSteps = ["missing", "types", "text", "duplicates", "outliers", "fill"] as const;

/** One step of cleaning. */
export type CleanStep = (typeof cleanSteps)[number];

/** How missing values are treated: as `fillna`, or by the nearest rows, or by leaving their rows out. */
export type FillRule = FillWith | "knn" | "drop" | "keep";

/** What happens to outliers: only reported, set to the nearest limit, made missing, or their rows left out. */
export type OutlierAction = "flag" | "clip" | "missing" | "drop";

/** A change that is not to be made: a step for one column, its leaving out of rows, or (with neither) the whole step. */
export interface CleanSkip {
  readonly step: CleanStep;
  readonly column?: string;
  readonly rows?: boolean;
}

/** Options of `clean`; everything has a default. */
export interface CleanOptions {
  /** Words that mean missing, compared trimmed and in lower case; default `defaultMissingWords`. */
  readonly missingWords?: readonly string[];
  /** true (default): convert text columns whose values are all numbers, truth values or dates; false: none; or types by column. */
  readonly types?: boolean | Readonly<Record<string, ColumnType>>;
  /** Whether 03/04/2024 is the 3rd of April; default: what the other dates of the column say, else month first. */
  readonly dayFirst?: boolean;
  /**
   * Whether 1,234 is a thousand ("dot": the dot is the decimal mark) or a little more than one ("comma"); or by column. Default: what the
   * other numbers of the column say, else "dot", and the change says that this is a guess.
   */
  readonly numbers?: NumberStyle | Readonly<Record<string, NumberStyle>>;
  /** true (default): trim, and make inner white space one space. */
  readonly spaces?: boolean;
  /** Upper and lower case, default "unify"; or by column (others "unify"). */
  readonly case?: TextCase | Readonly<Record<string, TextCase>>;
  /** "drop" (default) or "keep" rows that equal an earlier row. */
  readonly duplicates?: "drop" | "keep";
  /** Columns that decide whether rows are equal; default all. */
  readonly duplicatesOn?: readonly string[];
  /** How outliers are found and treated, or false; default { method: "iqr", action: "flag" } in every numeric column. */
  readonly outliers?:
    | false
    | {
        readonly method?: OutlierMethod;
        /** Default 1.5 (iqr), 3 (zscore), 3.5 (mad). */
        readonly threshold?: number;
        readonly action?: OutlierAction;
        /** Default every float64, float32 and int32 column. */
        readonly columns?: readonly string[];
      };
  /** What is done with missing values, default "keep"; or by column (others "keep"). */
  readonly fill?: FillRule | Readonly<Record<string, FillRule>>;
  /** Changes that are not made; see `undoClean`. */
  readonly skip?: readonly CleanSkip[];
}

const byColumn = (inner: rule.Rule): rule.Rule =>
  rule.either(inner, {
    expected: "an object { column: one of these }",
    accepts: (value) =>
      typeof value === "object" &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every(inner.accepts),
  });
const outlierOptions = callOptions<Exclude<CleanOptions["outliers"], false | undefined>>(
  "clean (outliers)",
  {
    method: rule.by("iqr", rule.oneOf(["iqr", "zscore", "mad"], { tukey: "iqr", sigma: "zscore" })),
    threshold: rule.number({ above: 0 }),
    action: rule.by(
      "flag",
      rule.oneOf(["flag", "clip", "missing", "drop"], {
        cap: "clip",
        winsorize: "clip",
        remove: "drop",
        nan: "missing",
        na: "missing",
      }),
    ),
    columns: rule.texts,
  },
);
const fillRule = rule.either(
  rule.oneOf(["keep", "drop", "knn", ...fillWays], fillHabits),
  rule.object("an object { value }", (value) => "value" in value),
);
/** What `clean` takes. */
export const cleanOptions = callOptions<CleanOptions & { run?: Run<unknown> }>(
  "clean",
  {
    missingWords: rule.texts,
    types: rule.by(true, rule.either(rule.flag, rule.columnTypes)),
    dayFirst: rule.flag,
    numbers: byColumn(rule.oneOf(["dot", "comma"], { ".": "dot", ",": "comma" })),
    spaces: rule.by(true, rule.flag),
    case: rule.by("unify", byColumn(rule.oneOf(["unify", "keep", "lower", "upper", "title"]))),
    duplicates: rule.by("drop", rule.oneOf(["drop", "keep"], { remove: "drop" })),
    duplicatesOn: rule.texts,
    outliers: rule.either(rule.oneOf([false]), rule.object("an object { method, action }")),
    fill: rule.by("keep", byColumn(fillRule)),
    run: rule.run,
    skip: rule.by([], {
      expected: "a list of { step, column }",
      accepts: (value) =>
        Array.isArray(value) &&
        value.every((skip) => typeof skip === "object" && skip !== null && "step" in skip),
    }),
  },
  {
    habits: {
      subset: ["duplicatesOn"],
      dayfirst: ["dayFirst"],
      na: ["missingWords"],
      trim: ["spaces"],
    },
  },
);

/** Options with every default filled in. */
export interface CleanPlan {
  readonly missingWords: readonly string[];
  readonly types: boolean | Readonly<Record<string, ColumnType>>;
  readonly dayFirst: boolean | undefined;
  readonly numbers: NumberStyle | Readonly<Record<string, NumberStyle>> | undefined;
  readonly spaces: boolean;
  readonly case: TextCase | Readonly<Record<string, TextCase>>;
  readonly duplicates: "drop" | "keep";
  readonly duplicatesOn: readonly string[] | undefined;
  readonly outliers:
    | false
    | {
        readonly method: OutlierMethod;
        readonly threshold: number;
        readonly action: OutlierAction;
        readonly columns: readonly string[] | undefined;
      };
  readonly fill: FillRule | Readonly<Record<string, FillRule>>;
  readonly skip: readonly CleanSkip[];
}

/** Fills in the defaults. */
export function completePlan(options: CleanOptions): CleanPlan {
  const outliers = options.outliers === false ? false : outlierOptions.read(options.outliers ?? {});
  const method = outliers === false ? "iqr" : (outliers.method ?? "iqr");
  return {
    missingWords: options.missingWords ?? defaultMissingWords,
    types: options.types ?? true,
    dayFirst: options.dayFirst,
    numbers: options.numbers,
    spaces: options.spaces ?? true,
    case: options.case ?? "unify",
    duplicates: options.duplicates ?? "drop",
    duplicatesOn: options.duplicatesOn,
    outliers:
      outliers === false
        ? false
        : {
            method,
            threshold: outliers.threshold ?? outlierThresholds[method],
            action: outliers.action ?? "flag",
            columns: outliers.columns,
          },
    fill: options.fill ?? "keep",
    skip: options.skip ?? [],
  };
}

/** Tells whether a step was asked not to be done for a column. */
export function skipsColumn(plan: CleanPlan, step: CleanStep, column: string): boolean {
  return plan.skip.some(
    (skip) =>
      skip.step === step && (skip.column === column || (skip.column === undefined && !skip.rows)),
  );
}

/** Tells whether a step was asked not to leave out rows. */
export function skipsRows(plan: CleanPlan, step: CleanStep): boolean {
  return plan.skip.some((skip) => skip.step === step && skip.column === undefined);
}

/** The way of writing numbers that was stated for a column. */
export function styleOf(plan: Pick<CleanPlan, "numbers">, column: string): NumberStyle | undefined {
  const { numbers } = plan;
  if (numbers === undefined || typeof numbers === "string") return numbers;
  return Object.hasOwn(numbers, column) ? numbers[column] : undefined;
}
