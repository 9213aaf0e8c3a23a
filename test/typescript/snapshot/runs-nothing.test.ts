import { beforeEach, expect, test } from "vitest";
import { Repeatables } from "../../../kernels/typescript/snapshot/repeatables.ts";
import { groupValues } from "../../../kernels/typescript/snapshot/value-groups.ts";
import { writeState } from "../../../kernels/typescript/state/state-codec.ts";
import { HOSTILE, LIST_OF_GETTERS, ran } from "../hostile-values.ts";

beforeEach(() => {
  ran.length = 0;
});

/** The items of a list are read as they are: to ask for the getters of a million numbers costs more than writing them. */
const SAVED = Object.keys(HOSTILE).filter((what) => what !== LIST_OF_GETTERS);

/** Variables are saved while no cell runs: what a value runs then, no Stop can end. */
test.each(SAVED)("saving %s runs nothing of it, and keeps the other variables", (what) => {
  const value = HOSTILE[what]!();
  const values = new Map<string, unknown>([
    ["odd", value],
    ["within", [{ value }]],
    ["plain", { n: 1 }],
  ]);
  new Repeatables().of("odd", value);
  const { groups, refused } = groupValues(values, () => false);
  expect(ran).toEqual([]);
  for (const { names, hasInstances } of groups)
    writeState(Object.fromEntries(names.map((name) => [name, values.get(name)])), hasInstances);
  expect(ran).toEqual([]);
  expect(refused.map(({ name }) => name)).not.toContain("plain");
});

test("an item that throws, whatever it throws, keeps no other variable from being saved", () => {
  for (const thrown of [undefined, null, 5, "no", new Error("no"), Object.create(null)]) {
    const list = Object.defineProperty([1, 2], 0, {
      get: () => {
        throw thrown;
      },
    });
    const values = new Map<string, unknown>([
      ["list", list],
      ["plain", 1],
    ]);
    const { groups, refused } = groupValues(values, () => false);
    expect(groups.map(({ names }) => names)).toEqual([["plain"]]);
    expect(refused).toEqual([{ name: "list", why: expect.any(String) }]);
  }
});
