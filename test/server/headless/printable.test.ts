import { describe, expect, test } from "vitest";
import { jsonLine, printable, printableLine } from "../../../server/base/printable.ts";

/** What a name may hold to do something to a terminal, or to turn the direction of a line. */
const HOSTILE = [
  ["\u001b]0;title\u0007", "\\x1b]0;title\\x07"],
  ["\u009b31m", "\\x9b31m"],
  ["\r\t\u0000\u007f\u0085", "\\x0d\\x09\\x00\\x7f\\x85"],
  ["a\nb", "a\\nb"],
  ["\u2028\u2029", "\\u2028\\u2029"],
  ["\u202e\u2066\u200e\u061c", "\\u202e\\u2066\\u200e\\u061c"],
  ["\u200b\ufeff\u00ad", "\\u200b\\ufeff\\xad"],
  ["\u{e0041}", "\\u{e0041}"],
  ["\ud800", "\\ud800"],
] as const;

describe("printableLine", () => {
  test.each(HOSTILE)("S22, S35: shows %j as its code", (text, shown) => {
    expect(printableLine(text)).toBe(shown);
  });

  test("leaves text alone, also joined letters and emoji", () => {
    const text =
      "ü 世界 \u{1f469}\u200d\u{1f680} \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \\n";
    expect(printableLine(text)).toBe(text);
  });
});

describe("printable", () => {
  test("keeps the lines, tabs and colours of a cell, and shows every other sequence", () => {
    expect(printable("\u001b[31mred\u001b[0m\n\tx\u001b[2J\u202e\r")).toBe(
      "\u001b[31mred\u001b[0m\n\tx\\x1b[2J\\u202e\\x0d",
    );
  });
});

describe("jsonLine", () => {
  test.each(HOSTILE)("shows %j as a code that JSON reads back", (text) => {
    const line = jsonLine({ text });
    expect(line).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(line)).toEqual({ text });
  });
});
