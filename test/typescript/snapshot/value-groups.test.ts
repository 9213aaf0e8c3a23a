import fc from "fast-check";
import { expect, test } from "vitest";
import { groupValues } from "../../../kernels/typescript/snapshot/value-groups.ts";

const never = (): boolean => false;

function grouped(values: Record<string, unknown>): string[] {
  const { groups } = groupValues(new Map(Object.entries(values)), never);
  return groups.map(({ names }) => names.toSorted().join()).sort();
}

test("values that share an object are one group, also through others, in any depth", () => {
  const row = { id: 1 };
  const map = new Map([["row", [row]]]);
  expect(grouped({ a: [row], b: 1, c: { map }, d: map, e: "text", f: { own: 1 } })).toEqual([
    "a,c,d",
    "b",
    "e",
    "f",
  ]);
});

test("what cannot be saved is told with its path; what shares an object with it is saved alone", () => {
  const shared = { x: 1 };
  const { groups, refused } = groupValues(
    new Map<string, unknown>([
      ["bad", [shared, { run: () => 1 }]],
      ["good", { shared }],
    ]),
    never,
  );
  expect(refused).toEqual([{ name: "bad", why: "bad[1].run (function run)" }]);
  expect(groups.map(({ names }) => names)).toEqual([["good"]]);
});

test("a value that takes too long to look at is left out", () => {
  const many = Array.from({ length: 10_000 }, () => ({}));
  const { groups, refused } = groupValues(
    new Map<string, unknown>([
      ["many", many],
      ["few", [1]],
    ]),
    () => true,
  );
  expect(refused).toEqual([{ name: "many", why: "too large" }]);
  expect(groups.map(({ names }) => names)).toEqual([["few"]]);
});

test("two values are in one group exactly when an object can be reached from both", () => {
  const graph = fc.array(fc.tuple(fc.nat(5), fc.nat(9)), { maxLength: 20 });
  fc.assert(
    fc.property(graph, (edges) => {
      const pool = Array.from({ length: 10 }, () => ({}));
      const values = Array.from({ length: 6 }, (_, i) =>
        edges.filter(([from]) => from === i).map(([, to]) => pool[to]),
      );
      const groupOf = new Map<string, number>();
      groupValues(new Map(values.map((value, i) => [`v${i}`, value])), never).groups.forEach(
        ({ names }, g) => {
          for (const name of names) groupOf.set(name, g);
        },
      );
      const leader = values.map((_, i) => i);
      const find = (i: number): number => (leader[i] === i ? i : find(leader[i]!));
      values.forEach((a, i) => {
        values.forEach((b, j) => {
          if (a.some((object) => b.includes(object))) leader[find(i)] = find(j);
        });
      });
      values.forEach((_, i) => {
        values.forEach((__, j) => {
          expect(groupOf.get(`v${i}`) === groupOf.get(`v${j}`)).toBe(find(i) === find(j));
        });
      });
    }),
    { numRuns: 300 },
  );
});
