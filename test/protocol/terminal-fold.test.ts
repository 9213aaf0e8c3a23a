import { describe, expect, test } from "vitest";
import { foldedText, foldTerminal } from "../../kernels/protocol/fold/terminal-fold.ts";
import { Choices } from "../source/random.ts";

/** The saved text of a stream that comes in these pieces; each time it may have been read from a file before. */
function saved(pieces: readonly string[], rereads = false): string {
  let text = foldedText("");
  for (const piece of pieces) {
    text = foldTerminal(text, piece);
    if (rereads) text = foldedText(text.head + text.tail);
  }
  return text.head + text.tail;
}

describe("the saved text of a stream is what a terminal shows in the end", () => {
  test.each([
    ["a\rb\rc\n", "c\n"],
    ["a\rb\rc", "c"],
    ["12345\b\b67\n", "12367\n"],
    ["progress 10%\rdone\n", "doneress 10%\n"],
    ["progress 10%\r\x1b[Kdone\n", "done\n"],
    ["progress 10%\x1b[2K\rdone\n", "done\n"],
    ["one\r\ntwo\r\n", "one\ntwo\n"],
    ["one\r\r\ntwo\n", "one\ntwo\n"],
    ["100%\r", "100%\r"],
    ["plain\n\x1b[31mred\x1b[39m\n", "plain\n\x1b[31mred\x1b[39m\n"],
    [
      "\x1b[1;31mred\x1b[0m stays as it was written",
      "\x1b[1;31mred\x1b[0m stays as it was written",
    ],
    ["aaa\r\x1b[31mb\x1b[39m\n", "\x1b[31mb\x1b[39maa\n"],
    ["\x1b[31maaa\x1b[39m\rb\n", "b\x1b[31maa\x1b[39m\n"],
    ["\x1b[31maaa\x1b[39m\r\x1b[32mbbb\x1b[39m\n", "\x1b[32mbbb\x1b[39m\n"],
    ["😀😀\r☺\n", "☺😀\n"],
    ["ab\x1b[5Gx\n", "ab  x\n"],
    ["\b\b\bx\n", "x\n"],
    ["line\nabc\r\nabc\rX\n", "line\nabc\nXbc\n"],
    ["\x1b[?25l50%\r100%\x1b[?25h\n", "100%\x1b[?25h\n"],
    ["a\rb\n\nc\rd", "b\n\nd"],
  ])("%j is %j", (text, shown) => {
    expect(saved([text])).toBe(shown);
    expect(saved([...text])).toBe(shown);
  });

  test("of any text in any pieces it is the same, also when it is read again between them", () => {
    const random = new Choices(9);
    const parts =
      "a|b|c|dd|\n|\r|\r|\r\n|\b|\b|😀|\x1b[31m|\x1b[39m|\x1b[32;1m|\x1b[0m|\x1b[m|\x1b[1m|\x1b[22m|\x1b[38;5;9m|\x1b[K|\x1b[1K|\x1b[2K|\x1b[2C|\x1b[D|\x1b[3D|\x1b[4G|\x1b[G|\x1b[?25l|\x1b]0;t\x07|\x1b]8;;u\x1b\\|\x1b(B|\x1b|\x1b[|\x1b]|\x07|\t|\x1b[3|K|m|G|;|\x1b[38|\x1b[A|\x00|0|[|]|\x9b".split(
        "|",
      );
    for (let round = 0; round < 30_000; round++) {
      const text = Array.from({ length: 1 + random.below(18) }, () => random.pick(parts)).join("");
      const pieces: string[] = [];
      for (let at = 0; at < text.length; ) {
        const end = at + 1 + random.below(6);
        pieces.push(text.slice(at, end));
        at = end;
      }
      const whole = saved([text]);
      for (const rereads of [false, true])
        if (saved(pieces, rereads) !== whole)
          expect({ pieces, saved: saved(pieces, rereads) }).toEqual({ pieces, saved: whole });
    }
  });

  test("a long row is not written over: the saved text stays bounded by what came", () => {
    const long = "x".repeat(5_000);
    expect(saved([`${long}\r\n`])).toBe(`${long}\n`);
    expect(saved([`${long}\rnew\n`])).toBe(`${long}\nnew\n`);
    expect(saved([`${long}\r`, "n", "ew", "\n"])).toBe(`${long}\nnew\n`);
  });

  test("frames of a bar that each come alone leave one frame, and lines stay as they are", () => {
    let text = foldedText("");
    for (let i = 0; i <= 10_000; i++)
      text = foldTerminal(text, `\r${String(i).padStart(5)}/10000 |####      |`);
    expect(text.head + text.tail).toBe("10000/10000 |####      |");
    let lines = foldedText("");
    for (let i = 0; i < 10_000; i++) lines = foldTerminal(lines, `\x1b[33m${i}\x1b[39m\n`);
    expect((lines.head + lines.tail).split("\n")).toHaveLength(10_001);
  });
});
