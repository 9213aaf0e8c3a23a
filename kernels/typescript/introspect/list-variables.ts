import type { VariableFacts } from "../../protocol/index.ts";
import type { Variables } from "../runtime/variables.ts";
import { kindName } from "./class-name.ts";
import { previewOf } from "./preview.ts";
import { bytesOf, shapeOf } from "./sizes.ts";

/** Objects that are looked at in all, and for one variable, to tell sizes. */
const BUDGET = 20_000;
const BUDGET_OF_ONE = 400;

/** The variables of the notebook, oldest first. Nothing of theirs is run: no getter, no trap. */
export function listVariables(variables: Variables): VariableFacts[] {
  let left = BUDGET;
  return [...variables.entries()].map(({ name, kind, holder }) => {
    const value = holder.v;
    const budget = { left: Math.min(left, BUDGET_OF_ONE) };
    const granted = budget.left;
    const bytes = bytesOf(value, budget);
    left -= granted - budget.left;
    const shape = shapeOf(value);
    return {
      name,
      kind,
      type: kindName(value),
      ...(shape && { shape }),
      bytes,
      preview: previewOf(value),
    };
  });
}
