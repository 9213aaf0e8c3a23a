import { describe, expect, test } from "vitest";
import { HoldfastError } from "../../../kernels/protocol/index.ts";
import { readAnswer } from "../../../server/cli/read-answer.ts";
import { systemError } from "../../../server/cli/system-error.ts";

/** An answer whose body comes in these pieces; an error in place of one breaks it off. */
function answer(...pieces: (Uint8Array | string | Error)[]): Response {
  const left = [...pieces];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = left.shift();
      if (piece === undefined) controller.close();
      else if (piece instanceof Error) controller.error(piece);
      else controller.enqueue(typeof piece === "string" ? Buffer.from(piece) : piece);
    },
  });
  return new Response(body, { status: 502 });
}

describe("what a server answers to a command", () => {
  test("is read whole, also when a character comes in two pieces", async () => {
    const bytes = Buffer.from('{"a":"é😀"}');
    for (let cut = 0; cut <= bytes.length; cut++)
      expect(await readAnswer(answer(bytes.subarray(0, cut), bytes.subarray(cut)), 1_000)).toEqual({
        a: "é😀",
      });
  });

  test("may be nothing", async () => {
    expect(await readAnswer(new Response(null, { status: 204 }), 10)).toBeUndefined();
    expect(await readAnswer(answer(), 10)).toBeUndefined();
  });

  test.each([
    ["a page", answer("<!doctype html>"), /answered with no JSON/],
    ["half of an answer", answer('{"a":'), /answered with no JSON/],
    ["a part, and then nothing", answer('{"a":', new Error("reset")), /broke off/],
    [
      "more than can be used",
      answer("[", ...Array.from({ length: 50 }, () => "1,")),
      /without an end/,
    ],
  ])("in a sentence, when it is %s", async (_, odd, sentence) => {
    const failed = readAnswer(odd, 40);
    await expect(failed).rejects.toThrow(sentence);
    await expect(failed).rejects.toMatchObject({ code: "HF_SERVER_ANSWER" });
  });
});

describe("an error of the system", () => {
  const full = Object.assign(new Error("ENOSPC: no space"), {
    code: "ENOSPC",
    syscall: "write",
    path: "/a/b",
  });

  test("is said in a sentence, wherever it lies below", () => {
    for (const error of [
      full,
      new Error("a", { cause: full }),
      new Error("a", { cause: new TypeError("b", { cause: full }) }),
    ])
      expect(systemError(error)).toMatchObject({
        code: "HF_SYSTEM",
        message: expect.stringContaining("/a/b"),
      });
  });

  test("that has a code of ours already keeps it, and a mistake of ours stays one", () => {
    const ours = new HoldfastError("HF_USAGE", "no", { cause: full });
    const mistake = new TypeError("x is undefined");
    const coded = Object.assign(new Error("no system"), { code: "ERR_X" });
    for (const error of [ours, mistake, coded, undefined, null, "text"])
      expect(systemError(error)).toBe(error);
  });

  test("that stands for itself comes to an end", () => {
    const circle = new Error("circle");
    circle.cause = circle;
    expect(systemError(circle)).toBe(circle);
  });
});
