import { mixedKinds, said, wrongArgument } from "../base/arguments.ts";
import { compareText } from "../base/compare-text.ts";
import { isMissing } from "../base/is-missing.ts";

/**
 * How the present values of a list are ordered: texts by code point, everything else by its number.
 *
 * @throws HF_ARGUMENT for values that have no order, or are of several kinds
 */
export function comparerOf(
  list: ArrayLike<unknown>,
  what: string,
): (a: unknown, b: unknown) => number {
  let kind: string | undefined;
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (isMissing(value)) continue;
    const type = value instanceof Date ? "date" : typeof value;
    if (!kinds.includes(type))
      throw wrongArgument(`${what} needs values that have an order`, {
        got: `${said(value)} at place ${i}`,
        expected: "numbers, texts, booleans or dates",
        action: "Convert them first.",
      });
    if (kind !== undefined && kind !== type) throw mixedKinds(what, { value, place: i, kind });
    kind = type;
  }
  if (kind === "string") return (a, b) => compareText(a as string, b as string);
  // Not a difference: that of two bigints is no number, that of two infinities is NaN.
  return (a, b) => ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0);
}

const kinds: readonly string[] = ["number", "string", "boolean", "bigint", "date"];
