import { ChangeSet, Text } from "@codemirror/state";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyTextChange,
  isTextChange,
  type TextChange,
  textChangeBetween,
} from "../../kernels/protocol/index.ts";

const text = fc.oneof(
  fc.string({ maxLength: 30 }).map((t) => t.replaceAll("\r", "")),
  fc.stringMatching(/^(a|b|\n|\u{1f600}){0,12}$/u),
);

function changeOf(length: number): fc.Arbitrary<{ from: number; to: number; insert: string }[]> {
  const one = fc
    .tuple(fc.nat(length), fc.nat(length), text)
    .map(([a, b, insert]) => ({ from: Math.min(a, b), to: Math.max(a, b), insert }));
  return fc.array(one, { maxLength: 4 });
}

describe("applyTextChange", () => {
  test("equals @codemirror/state for any text and change", () => {
    const any = text.chain((before) => fc.tuple(fc.constant(before), changeOf(before.length)));
    fc.assert(
      fc.property(any, ([before, changes]) => {
        const set = ChangeSet.of(changes, before.length);
        const json = JSON.parse(JSON.stringify(set)) as TextChange;
        expect(isTextChange(json)).toBe(true);
        const doc = Text.of(before.split("\n"));
        expect(applyTextChange(before, json)).toBe(set.apply(doc).toString());
      }),
      { numRuns: 2000 },
    );
  });

  test("gives nothing for a text of another length", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        fc.pre(a.length !== b.length);
        const change = JSON.parse(JSON.stringify(ChangeSet.empty(a.length))) as TextChange;
        expect(applyTextChange(b, change)).toBeUndefined();
      }),
    );
    expect(applyTextChange("abc", [[4]])).toBeUndefined();
    expect(applyTextChange("abc", [2])).toBeUndefined();
    expect(applyTextChange("", [])).toBe("");
  });
});

describe("textChangeBetween", () => {
  test("turns one text into the other, as a change that the library accepts", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const change = textChangeBetween(before, after);
        expect(isTextChange(change)).toBe(true);
        expect(applyTextChange(before, change)).toBe(after);
        const set = ChangeSet.fromJSON(change);
        expect(set.apply(Text.of(before.split("\n"))).toString()).toBe(after);
      }),
    );
  });
});

describe("isTextChange", () => {
  test.each([[[]], [[5, [2, "ab", "cd"], 93]], [[[0, ""]]], [[[3]]], [[0]]])(
    "accepts %j",
    (value) => {
      expect(isTextChange(value)).toBe(true);
    },
  );

  test.each([
    null,
    "x",
    5,
    {},
    [-1],
    [1.5],
    ["a"],
    [[-1, "a"]],
    [["a"]],
    [[]],
    [[1, 2]],
    [[1, "a\nb"]],
    [[1, "a\rb"]],
    [2 ** 53],
    [null],
    [Number.NaN],
  ])("refuses %j", (value) => {
    expect(isTextChange(value)).toBe(false);
  });
});
