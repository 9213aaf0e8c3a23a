import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import { wrongOption } from "../models/option.ts";
import { type Candidate, Search, type SearchOptions, searchRules } from "./search.ts";

/** A grid: option → the values to try. */
export type ParamGrid = Readonly<Record<string, readonly unknown[]>>;

/** Options of `GridSearchCV`. */
export interface GridSearchCVOptions extends SearchOptions {
  /** The grid, or several. */
  readonly paramGrid: ParamGrid | readonly ParamGrid[];
}

const gridSearchCVOptions = modelOptions<GridSearchCVOptions>("GridSearchCV", {
  ...searchRules,
  paramGrid: rule.by(undefined, {
    expected: "an object { option: [values] }, or a list of such objects",
    accepts: (value) => typeof value === "object" && value !== null,
  }),
});

/**
 * Tries every combination of options by cross-validation; of equally good ones the first counts. One step per candidate and fold.
 *
 * Errors: HF_MODEL_OPTION, HF_MODEL_SHAPE, and those of the estimator.
 *
 * @example new GridSearchCV({ estimator: new Ridge(), paramGrid: { alpha: [0.1, 1, 10] } }).fit(X, y).bestParams_
 */
export class GridSearchCV extends Search<GridSearchCVOptions> {
  readonly name = "GridSearchCV";

  constructor(options: GridSearchCVOptions) {
    super(gridSearchCVOptions, options);
  }

  protected candidates(): Candidate[] {
    const { paramGrid } = this.params;
    const grids: readonly ParamGrid[] = Array.isArray(paramGrid) ? paramGrid : [paramGrid];
    const candidates = grids.flatMap((grid) => combinations(this.name, grid));
    if (candidates.length === 0)
      throw wrongOption(this.name, "paramGrid", paramGrid, "at least one grid");
    return candidates;
  }
}

/** Every combination of the values of a grid; the last option (by name) changes fastest. */
export function combinations(model: string, grid: ParamGrid): Candidate[] {
  let out: Candidate[] = [{}];
  for (const option of Object.keys(grid).sort()) {
    const values = grid[option];
    if (!Array.isArray(values) || values.length === 0)
      throw wrongOption(model, `paramGrid.${option}`, values, "a list of at least one value");
    out = out.flatMap((known) => values.map((value) => ({ ...known, [option]: value })));
  }
  return out;
}
