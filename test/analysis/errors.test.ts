import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { editDistance, nearestName } from "../../kernels/analysis/base/nearest-name.ts";
import { AnalysisError, analysisErrorCodes } from "../../kernels/analysis/index.ts";

const folder = fileURLToPath(new URL("../../kernels/analysis/", import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && name !== "errors.ts")
  .map((name) => readFileSync(folder + name, "utf8"))
  .join("\n");

describe("the list of error codes", () => {
  test("has every code that is thrown, and only those", () => {
    const thrown = new Set(
      [...sources.matchAll(/new AnalysisError\(\s*"(HF_[A-Z_]+)"/g)].map((match) => match[1]),
    );
    expect([...thrown].sort()).toEqual(Object.keys(analysisErrorCodes).sort());
  });

  test("says for each what it means and what to do, in whole sentences", () => {
    for (const text of Object.values(analysisErrorCodes))
      expect(text).toMatch(/^[A-Z].*\. [A-Z].*\.$/);
  });
});

describe("AnalysisError", () => {
  test("puts what failed, where, got, expected and what to do into its message", () => {
    const error = new AnalysisError("HF_CSV_VALUE", {
      what: "cannot read the value",
      file: "orders.csv",
      line: 3,
      column: 7,
      got: '"x"',
      expected: "a number",
      action: "Correct it.",
    });
    expect(error.message).toBe(
      'cannot read the value (orders.csv, line 3, column 7): got "x", expected a number. Correct it.',
    );
    expect(error).toMatchObject({
      name: "AnalysisError",
      code: "HF_CSV_VALUE",
      line: 3,
      action: "Correct it.",
    });
  });
});

describe("nearestName", () => {
  test("finds misspelt, swapped and shortened names and nothing that is far", () => {
    const names = ["price", "quantity", "customer_id", "Country"];
    expect(nearestName("prise", names)).toBe("price");
    expect(nearestName("qauntity", names)).toBe("quantity");
    expect(nearestName("customer", names)).toBe("customer_id");
    expect(nearestName("COUNTRY", names)).toBe("Country");
    expect(nearestName("zzz", names)).toBeUndefined();
    expect(editDistance("ca", "abc")).toBe(3);
    expect(editDistance("", "abc")).toBe(3);
  });
});
