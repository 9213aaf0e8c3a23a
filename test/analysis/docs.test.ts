import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";
import * as analysis from "../../kernels/analysis/index.ts";

interface Example {
  readonly line: number;
  readonly code: string;
}

/** The ts blocks of a page. */
function examples(page: string): Example[] {
  const text = readFileSync(
    fileURLToPath(new URL(`../../docs/analysis/${page}`, import.meta.url)),
    "utf8",
  );
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => ({
    line: text.slice(0, match.index).split("\n").length + 1,
    code: match[1]!,
  }));
}

/**
 * Turns `expression; // => value`, or a comment in the line below, into an assertion; the value is a JavaScript expression.
 */
function withAssertions({ code, line }: Example): string {
  const lines = code.replace(/\n\s*\/\/ => /g, " // => ").split("\n");
  return lines
    .map((text, i) => {
      const match = /^(\s*)(.*?);? \/\/ => (.*)$/.exec(text);
      if (match === null) return text;
      return `${match[1]}check((${match[2]}), (${match[3]}), ${line + i});`;
    })
    .join("\n");
}

const names = Object.keys(analysis);
const values = Object.values(analysis);
const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...args: unknown[]) => Promise<void>;

async function run(example: Example): Promise<number> {
  const { code } = transformSync(withAssertions(example), { loader: "ts", target: "es2022" });
  let checks = 0;
  const check = (got: unknown, expected: unknown, line: number) => {
    checks++;
    expect(got, `line ${line}`).toEqual(
      typeof expected === "number" && !Number.isInteger(expected)
        ? expect.closeTo(expected, 12)
        : expected,
    );
  };
  await new AsyncFunction(...names, "check", code)(...values, check);
  return checks;
}

describe.each([
  "anomalies.md",
  "cleaning.md",
  "clustering.md",
  "linear-models.md",
  "metrics.md",
  "model-selection.md",
  "neighbours-and-svm.md",
  "options.md",
  "preprocessing.md",
  "segments.md",
  "tables.md",
  "trees.md",
  "workflows.md",
])("docs/analysis/%s", (page) => {
  const found = examples(page);

  test("has examples", () => {
    expect(found.length).toBeGreaterThan(2);
  });

  test.each(found)("the example at line $line does what it says", async (example) => {
    const claims = example.code.split("// =>").length - 1;
    expect(await run(example)).toBe(claims);
  });
});
