import { isPlainObject, said, wrongArgument } from "./arguments.ts";
import { AnalysisError, type AnalysisErrorCode } from "./errors.ts";
import { nearestName } from "./nearest-name.ts";
import { optionHabits, optionTwins } from "./option-habits.ts";
import { type Rule, shown } from "./option-rules.ts";

/** Options with which `seed` and `randomState` name the same. */
export type Seeded<O> = O & {
  /** Another name of `randomState`. */
  readonly seed?: number;
};

/** What is known of an options argument besides its rules. */
export interface OptionSettings {
  /** The option that people mean who pass a value without its name: by kind of the value. */
  readonly bare?: Readonly<Partial<Record<"number" | "text" | "list", string>>>;
  /** Names that only this function's users bring along; as `optionHabits`. */
  readonly habits?: Readonly<Record<string, readonly string[] | string>>;
}

/** Every table that was made, by the name of its function or class. */
const known = new Map<string, OptionTable<object>>();
/** The tables of options by name, for the page that lists them. */
export const optionTables: ReadonlyMap<string, OptionTable<object>> = known;

/**
 * The options of one function or class as data: what checks them, what the documentation lists, and what is proposed when a name or a
 * word is not known.
 */
export class OptionTable<O extends object> {
  readonly name: string;
  readonly rules: Readonly<Record<string, Rule>>;
  /** Defaults of the options that have one. */
  readonly defaults: Required<O>;
  readonly #code: "HF_OPTION" | "HF_MODEL_OPTION";
  readonly #settings: OptionSettings;

  constructor(
    name: string,
    code: "HF_OPTION" | "HF_MODEL_OPTION",
    rules: { readonly [K in keyof Required<O>]: Rule },
    settings: OptionSettings = {},
  ) {
    this.name = name;
    this.rules = rules as Readonly<Record<string, Rule>>;
    this.#code = code;
    this.#settings = settings;
    const filled = Object.entries(this.rules).map(([option, rule]) => [option, rule.default]);
    this.defaults = Object.freeze(Object.fromEntries(filled)) as Required<O>;
  }

  /**
   * The options that were given, under their own names; what is undefined counts as not given. Values are not looked at.
   *
   * @throws HF_ARGUMENT unless they are an object, HF_OPTION or HF_MODEL_OPTION for a name that is not known
   */
  named(given: unknown): O {
    if (!isPlainObject(given)) throw this.#noObject(given);
    const out: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined) continue;
      const own = Object.hasOwn(this.rules, name) ? name : this.#twin(name);
      if (own === undefined) throw this.#unknown(name, value);
      if (own !== name && (given as Record<string, unknown>)[own] !== undefined) {
        const other = (given as Record<string, unknown>)[own];
        if (other !== value)
          throw this.#error(
            `${this.name} was given both ${own} and ${name}, which are one option`,
            {
              got: `${own}: ${shown(other)} and ${name}: ${shown(value)}`,
              expected: "one of the two",
              action: `Leave ${name} out.`,
            },
          );
      }
      out[own] = value;
    }
    return out as O;
  }

  /** @throws HF_OPTION or HF_MODEL_OPTION for the first option with a value that it cannot have */
  check(values: O): void {
    for (const [option, value] of Object.entries(values)) {
      const rule = this.rules[option];
      if (rule !== undefined && !rule.accepts(value)) throw this.#wrong(option, value, rule);
    }
  }

  /** The options that were given, all of them checked. */
  read(given: unknown): O {
    const own = this.named(given);
    this.check(own);
    return own;
  }

  #twin(name: string): string | undefined {
    for (const pair of optionTwins) {
      const at = pair.indexOf(name);
      if (at >= 0 && Object.hasOwn(this.rules, pair[1 - at])) return pair[1 - at];
    }
    return undefined;
  }

  #noObject(given: unknown): AnalysisError {
    const { bare = {} } = this.#settings;
    const kind = Array.isArray(given) || isList(given) ? "list" : typeof given;
    const known = { number: bare.number, string: bare.text, list: bare.list };
    // A splitter, a model, a run or a function: the option that can be that.
    const isThing = (kind === "object" && given !== null) || kind === "function";
    const option = isThing
      ? Object.keys(this.rules).find((name) => this.rules[name].accepts(given))
      : known[kind as keyof typeof known];
    const value = kind === "list" ? "[…]" : isThing ? "…" : shown(given);
    const example =
      option === undefined ? `Options are ${this.#list()}.` : `Write { ${option}: ${value} }.`;
    return wrongArgument(`${this.name} needs its options as an object { name: value }`, {
      got: said(given),
      expected: "an object",
      action: example,
    });
  }

  #unknown(name: string, value: unknown): AnalysisError {
    const proposal = this.#proposal(name);
    const action =
      proposal === undefined
        ? "Leave it out, or use one of these."
        : Object.hasOwn(this.rules, proposal)
          ? `Write ${proposal}${isShort(value) ? `: ${shown(value)}` : ""} instead.`
          : proposal;
    return this.#error(`${this.name} has no option ${JSON.stringify(name)}`, {
      got: said(value),
      expected: `one of the options ${this.#list()}`,
      action,
    });
  }

  /** The option that was probably meant, or what to do instead. */
  #proposal(name: string): string | undefined {
    const own = Object.keys(this.rules);
    const same = own.find((option) => plain(option) === plain(name));
    if (same !== undefined) return same;
    for (const habits of [this.#settings.habits ?? {}, optionHabits]) {
      const key = Object.keys(habits).find((habit) => plain(habit) === plain(name));
      const meant = key === undefined ? undefined : habits[key];
      if (typeof meant === "string") return meant;
      const found = meant?.find((option) => Object.hasOwn(this.rules, option));
      if (found !== undefined) return found;
    }
    return nearestName(name, own);
  }

  #wrong(option: string, value: unknown, rule: Rule): AnalysisError {
    const near = nearestWord(value, rule);
    const action =
      near === undefined
        ? `Set ${option} to ${rule.expected}.`
        : typeof value === "string"
          ? `Write ${option}: ${JSON.stringify(near)}.`
          : `Write ${JSON.stringify(near)} instead of ${JSON.stringify(firstOdd(value, rule.words ?? []))}.`;
    return this.#error(`${this.name} cannot use this value of the option "${option}"`, {
      got: said(value),
      expected: rule.expected,
      action,
    });
  }

  #list(): string {
    const own = Object.keys(this.rules);
    return own.length > 0 ? own.join(", ") : "(none)";
  }

  #error(
    what: string,
    details: { readonly got: string; readonly expected: string; readonly action: string },
  ): AnalysisError {
    return this.#code === "HF_OPTION"
      ? new AnalysisError("HF_OPTION", { what, ...details })
      : new AnalysisError("HF_MODEL_OPTION" satisfies AnalysisErrorCode, { what, ...details });
  }
}

/** The table of a model, a split, a search, a score or a workflow. */
export function modelOptions<O extends object>(
  name: string,
  rules: { readonly [K in keyof Required<O>]: Rule },
  settings?: OptionSettings,
): OptionTable<O> {
  return listed(new OptionTable<O>(name, "HF_MODEL_OPTION", rules, settings));
}

/** The table of a verb, a reader or another function. */
export function callOptions<O extends object>(
  name: string,
  rules: { readonly [K in keyof Required<O>]: Rule },
  settings?: OptionSettings,
): OptionTable<O> {
  return listed(new OptionTable<O>(name, "HF_OPTION", rules, settings));
}

/** The table of a method that many classes share, which says the name of the class; made once for each. */
export function methodOptions<O extends object>(
  method: string,
  rules: { readonly [K in keyof Required<O>]: Rule },
  settings?: OptionSettings,
): (className: string) => OptionTable<O> {
  const made = new Map<string, OptionTable<O>>();
  listed(new OptionTable<O>(`(model).${method}`, "HF_MODEL_OPTION", rules, settings));
  return (className) => {
    const name = `${className}.${method}`;
    const table = made.get(name) ?? new OptionTable<O>(name, "HF_MODEL_OPTION", rules, settings);
    made.set(name, table);
    return table;
  };
}

function listed<O extends object>(table: OptionTable<O>): OptionTable<O> {
  known.set(table.name, table as unknown as OptionTable<object>);
  return table;
}

/** The word that was probably meant: the same but for case and punctuation, a habit, or the nearest. */
export function nearestWord(value: unknown, rule: Rule): string | undefined {
  const { words = [], habits = {} } = rule;
  const given = firstOdd(value, words);
  if (typeof given !== "string" || words.length === 0) return undefined;
  const same = words.find((word) => plain(word) === plain(given));
  if (same !== undefined) return same;
  const habit = Object.keys(habits).find((word) => plain(word) === plain(given));
  return habit === undefined ? nearestName(given, words) : habits[habit];
}

/** The text itself, or the first in a list or an object that is none of the words. */
function firstOdd(value: unknown, words: readonly string[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.values(value).find((item) => typeof item === "string" && !words.includes(item));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** Whether a value can be repeated in a proposal. */
function isShort(value: unknown): boolean {
  if (Array.isArray(value)) return shown(value) !== said(value);
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function isList(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return (
    ArrayBuffer.isView(value) || typeof (value as { isMissing?: unknown }).isMissing === "function"
  );
}
