import { said } from "./arguments.ts";

/** What one option can be: data that checks a value, says what is allowed and proposes the nearest word. */
export interface Rule {
  /** What is allowed, as it stands behind "expected". */
  readonly expected: string;
  accepts(value: unknown): boolean;
  /** The words that are allowed, for proposals. */
  readonly words?: readonly string[];
  /** Words of other programs → ours. */
  readonly habits?: Readonly<Record<string, string>>;
  /** What is taken when the option is not given. */
  readonly default?: unknown;
}

/** A rule with a default. */
export function by(value: unknown, rule: Rule): Rule {
  return { ...rule, default: value };
}

/** An integer between two ends, both allowed. */
export function integer(min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): Rule {
  const lower = min === Number.MIN_SAFE_INTEGER ? "an integer" : `an integer of at least ${min}`;
  const upper = max === Number.MAX_SAFE_INTEGER ? "" : ` and at most ${max}`;
  return {
    expected: lower + upper,
    accepts: (value) =>
      Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
  };
}

/** Limits of a number; `above` and `below` are not allowed themselves. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
}

/** A finite number inside of limits. */
export function number({ min, max, above, below }: Limits = {}): Rule {
  const words = ["a finite number"];
  if (min !== undefined) words.push(`at least ${min}`);
  if (above !== undefined) words.push(`above ${above}`);
  if (max !== undefined) words.push(`at most ${max}`);
  if (below !== undefined) words.push(`below ${below}`);
  return {
    expected: words.join(", "),
    accepts: (value) =>
      typeof value === "number" &&
      Number.isFinite(value) &&
      !(min !== undefined && value < min) &&
      !(max !== undefined && value > max) &&
      !(above !== undefined && value <= above) &&
      !(below !== undefined && value >= below),
  };
}

/** One of some values; `habits` are words of other programs for them. */
export function oneOf(
  allowed: readonly unknown[],
  habits?: Readonly<Record<string, string>>,
): Rule {
  return {
    expected: `one of ${allowed.map(shown).join(", ")}`,
    accepts: (value) => allowed.includes(value),
    words: allowed.filter((value) => typeof value === "string"),
    habits,
  };
}

/** true or false. */
export const flag: Rule = oneOf([true, false]);

/** An integer that can seed a random stream. */
export const seed: Rule = integer();

/** A text that is not empty. */
export const text: Rule = {
  expected: "a text",
  accepts: (value) => typeof value === "string" && value !== "",
};

/** A list of texts. */
export const texts: Rule = {
  expected: "a list of texts",
  accepts: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
};

/** The name of a column, or a list of names. */
export const names: Rule = {
  expected: "the name of a column or a list of names",
  accepts: (value) => text.accepts(value) || (texts.accepts(value) && (value as []).length > 0),
};

/** A list of some of the words. */
export function someOf(words: readonly string[]): Rule {
  return {
    expected: `a list of ${words.map(shown).join(", ")}`,
    accepts: (value) =>
      Array.isArray(value) && value.length > 0 && value.every((item) => words.includes(item)),
    words,
  };
}

/** A list, a typed array or a column: one value per row, which is checked where the rows are known. */
export const perRow: Rule = {
  expected: "a list with one value per row",
  accepts: (value) =>
    Array.isArray(value) ||
    (ArrayBuffer.isView(value) && !(value instanceof DataView)) ||
    (typeof value === "object" &&
      value !== null &&
      typeof (value as { isMissing?: unknown }).isMissing === "function"),
};

/** A list of labels. */
export const labels: Rule = {
  expected: "a list of labels",
  accepts: (value) => Array.isArray(value) && value.length > 0,
};

/** A label: a text, a number or a truth value. */
export const label: Rule = {
  expected: "a label: a text, a number, true or false",
  accepts: (value) => ["string", "number", "boolean"].includes(typeof value),
};

/** A function. */
export const callback: Rule = {
  expected: "a function",
  accepts: (value) => typeof value === "function",
};

/** An object that is no list, or one that a test of its own accepts. */
export function object(
  expected: string,
  accepts: (value: object) => boolean = (value) => !Array.isArray(value),
): Rule {
  return {
    expected,
    accepts: (value) => typeof value === "object" && value !== null && accepts(value),
  };
}

/** A run as `plainRun` makes it. */
export const run: Rule = object(
  "a run, such as the one of the notebook or plainRun()",
  (value) => typeof (value as { steps?: unknown }).steps === "function",
);

const typeWords = ["float64", "float32", "int32", "bool", "date", "category", "text"];

/** Types of single columns, by name. */
export const columnTypes: Rule = {
  expected: `an object { column: type } with a type of ${typeWords.join(", ")}`,
  accepts: (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((type) => typeWords.includes(type)),
  words: typeWords,
  habits: {
    string: "text",
    str: "text",
    object: "text",
    character: "text",
    varchar: "text",
    number: "float64",
    float: "float64",
    double: "float64",
    numeric: "float64",
    int: "int32",
    integer: "int32",
    int64: "float64",
    boolean: "bool",
    logical: "bool",
    datetime: "date",
    datetime64: "date",
    timestamp: "date",
    factor: "category",
  },
};

/** What stops a reading or a writing. */
export const signal: Rule = object(
  "an AbortSignal, such as run.signal",
  (value) => typeof (value as { aborted?: unknown }).aborted === "boolean",
);

/** One ASCII character. */
export const character: Rule = {
  expected: "one ASCII character",
  accepts: (value) =>
    typeof value === "string" &&
    value.length === 1 &&
    value.charCodeAt(0) < 128 &&
    !"\r\n".includes(value),
};

/** Threads. */
export const workers: Rule = integer(1);

/** What either of some rules allows. */
export function either(...rules: readonly Rule[]): Rule {
  const habits = Object.assign({}, ...rules.map((rule) => rule.habits ?? {}));
  return {
    expected: rules.map((rule) => rule.expected).join(", or "),
    accepts: (value) => rules.some((rule) => rule.accepts(value)),
    words: rules.flatMap((rule) => rule.words ?? []),
    habits,
  };
}

/** null, or what a rule allows. */
export function orNull(rule: Rule): Rule {
  return {
    ...rule,
    expected: `${rule.expected}, or null`,
    accepts: (value) => value === null || rule.accepts(value),
  };
}

/** Shows a value as a person writes it, where that is short. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" || typeof value === "boolean" || value === null)
    return String(value);
  if (Array.isArray(value) && value.length <= 5 && value.every(isPlain))
    return `[${value.map(shown).join(", ")}]`;
  return said(value);
}

function isPlain(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
