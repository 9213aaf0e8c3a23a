import * as rule from "../base/option-rules.ts";
import { modelOptions, type Seeded } from "../base/option-table.ts";
import { wrongOption } from "../models/option.ts";
import { type RandomStream, stream } from "../random/stream.ts";
import { combinations, type ParamGrid } from "./grid-search.ts";
import { type Candidate, Search, type SearchOptions, searchRules } from "./search.ts";

/** What an option is drawn from: a list, or numbers between two ends, evenly or by their logarithm. */
export type ParamDistribution =
  | readonly unknown[]
  | {
      readonly low: number;
      readonly high: number;
      readonly log?: boolean;
      readonly integer?: boolean;
    };

/** Options of `RandomizedSearchCV`. */
export interface RandomizedSearchCVOptions extends SearchOptions {
  /** Option → what it is drawn from. Lists alone are drawn without repeats. */
  readonly paramDistributions: Readonly<Record<string, ParamDistribution>>;
  /** Number of candidates, at least 1, default 10. */
  readonly nIter?: number;
  /** Seed, default 0. */
  readonly randomState?: number;
}

const randomizedSearchCVOptions = modelOptions<RandomizedSearchCVOptions>(
  "RandomizedSearchCV",
  {
    ...searchRules,
    paramDistributions: rule.by(
      undefined,
      rule.object("an object { option: [values] } or { option: { low, high } }"),
    ),
    nIter: rule.by(10, rule.integer(1)),
    randomState: rule.by(0, rule.seed),
  },
  { habits: { n: ["nIter"], iterations: ["nIter"], paramGrid: ["paramDistributions"] } },
);

/**
 * Tries options drawn at random by cross-validation (Bergstra and Bengio 2012). One step per candidate and fold.
 *
 * Errors: HF_MODEL_OPTION, HF_MODEL_SHAPE, and those of the estimator.
 */
export class RandomizedSearchCV extends Search<RandomizedSearchCVOptions> {
  readonly name = "RandomizedSearchCV";

  constructor(options: Seeded<RandomizedSearchCVOptions>) {
    super(randomizedSearchCVOptions, options);
  }

  protected candidates(): Candidate[] {
    const { paramDistributions, nIter, randomState } = this.params;
    if (Object.values(paramDistributions).every(Array.isArray)) {
      const all = combinations(this.name, paramDistributions as ParamGrid);
      const order = stream(randomState, "randomized-search").permutation(all.length);
      return Array.from(order.subarray(0, nIter), (at) => all[at]);
    }
    return Array.from({ length: nIter }, (_, n) => {
      const random = stream(randomState, "randomized-search", n);
      const names = Object.keys(paramDistributions).sort();
      return Object.fromEntries(
        names.map((option) => [option, this.#draw(option, paramDistributions[option], random)]),
      );
    });
  }

  #draw(option: string, from: ParamDistribution, random: RandomStream): unknown {
    if (Array.isArray(from)) return from[random.int(from.length)];
    const {
      low,
      high,
      log = false,
      integer = false,
    } = from as Exclude<ParamDistribution, readonly unknown[]>;
    if (!(low <= high) || !Number.isFinite(high - low) || (log && low <= 0))
      throw wrongOption(
        this.name,
        `paramDistributions.${option}`,
        `${low} to ${high}`,
        `finite ends, low first${log ? ", above 0" : ""}`,
      );
    if (integer && !log) return low + random.int(Math.floor(high - low) + 1);
    const drawn = log
      ? Math.exp(Math.log(low) + random() * (Math.log(high) - Math.log(low)))
      : low + random() * (high - low);
    return integer ? Math.round(drawn) : drawn;
  }
}
