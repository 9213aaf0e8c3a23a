import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../kernels/protocol/index.ts";
import { checkLanguage } from "../../../server/headless/notebook-language.ts";

const spec = (language: unknown, name: unknown, display: unknown = ""): JsonObject =>
  ({ kernelspec: { language, name, display_name: display } }) as JsonObject;

describe("a notebook's language", () => {
  test.each<[string, JsonObject]>([
    ["named by nobody", {}],
    ["in metadata that are no objects", { kernelspec: [], language_info: "python" }],
    ["of no text", spec(5, null)],
    ["of blanks", spec("   ", "\t")],
    ["ours", spec("typescript", "holdfast")],
    ["written large", spec("TypeScript", "")],
    ["of Deno", spec(undefined, "deno", "Deno")],
    ["ours, though its kernel has another's name", spec("javascript", "python3")],
    ["of a kernel that nobody knows", spec(undefined, "my-company", "Ours 3")],
  ])("runs: %s", (_, metadata) => {
    expect(() => checkLanguage(metadata, "a.ipynb")).not.toThrow();
  });

  test.each<[string, JsonObject]>([
    ["Python", spec("python", "typescript")],
    ["Python", spec(undefined, "python3", "Python 3 (ipykernel)")],
    ["Python", { language_info: { name: "ipython", version: "3.11" } }],
    ["R", spec("R", "ir")],
    ["R", spec(undefined, "ir")],
    ["Java", spec("java", "")],
    ["Julia", spec(undefined, "julia-1.10")],
    ["Go", spec("go", "gonb")],
    ["brainfuck", spec("brainfuck", "bf")],
  ])("is refused by its name: %s", (language, metadata) => {
    expect(() => checkLanguage(metadata, "a.ipynb")).toThrow(`this is a ${language} notebook`);
  });

  test("of a million characters is refused in a sentence", () => {
    try {
      checkLanguage(spec("q".repeat(1e6), ""), "a.ipynb");
      expect.unreachable();
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(200);
    }
  });
});
