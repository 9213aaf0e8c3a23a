import { describe, expect, test } from "vitest";
import { shortenError } from "../../../kernels/typescript/process/shorten-error.ts";

const error = (evalue: string, traceback: readonly string[] = []) => ({
  ename: "Error",
  evalue,
  traceback: [...traceback],
});

describe("an error that travels", () => {
  test("of usual size is the same object", () => {
    const small = error("no", ["a", "b"]);
    expect(shortenError(small)).toBe(small);
  });

  test.each([
    ["a message of 50 MB", error("x".repeat(50e6))],
    ["a name of 1 MB", { ...error("x".repeat(20_000)), ename: "N".repeat(1e6) }],
    [
      "a million lines",
      error(
        "",
        Array.from({ length: 1e6 }, () => "at somewhere"),
      ),
    ],
    ["a line of 50 MB", error("", ["x".repeat(50e6), "at b"])],
    [
      "no message and empty lines",
      error(
        "x".repeat(10_001),
        Array.from({ length: 300_000 }, () => ""),
      ),
    ],
  ])("with %s is small, and says that it was cut", (_, large) => {
    const text = JSON.stringify(shortenError(large));
    expect(text.length).toBeLessThan(700_000);
    expect(text).toMatch(/… \[shortened\]|… \d+ more lines/);
  });
});
