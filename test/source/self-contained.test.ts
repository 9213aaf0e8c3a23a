import { describe, expect, test } from "vitest";
import { parseCell } from "../../kernels/source/parse.ts";
import { outsideNames } from "../../kernels/source/self-contained.ts";
import { withoutSamples } from "../../kernels/source/without-samples.ts";

describe("what a function takes from outside", () => {
  test.each([
    ["(x) => x + $hf$limit.v", ["limit"], []],
    ["(x) => $hf_late_later.v", ["later"], []],
    ["async function f(x) { return f(mean(x)) + Math.abs(y); }", [], ["mean", "Math", "y"]],
    ["work({ id }, { random }) { return random() + id; }", [], ["Object"]],
    ["async (x) => (await $$hf.import('node:fs')).readFileSync(x)", [], []],
    ["(x = $hf$base.v) => { const y = x; return [y, this]; }", ["base"], []],
  ])("%s", (text, notebook, free) => {
    expect(outsideNames(text)).toMatchObject({ notebook, free });
  });

  test("is not known of what has no text", () => {
    expect(outsideNames(String(Math.abs))).toBeUndefined();
    expect(outsideNames(String(((x: number) => x).bind(null)))).toBeUndefined();
  });

  test("tells what the rewriting calls its own object", () => {
    expect(outsideNames("() => $$hf.import('a')")?.context).toBe("$$hf");
    expect(outsideNames("() => 1")?.context).toBeUndefined();
  });
});

describe("the text of a cell without its samples", () => {
  const without = (code: string): string => withoutSamples(code, { program: parseCell(code) });

  test("is the same for every sample, and for none other change", () => {
    const map = (options: string): string => `const a = await runMap("a", list, f, ${options});`;
    expect(without(map(`{ sample: "quick", seed: 1 }`))).toBe(
      without(map(`{ sample: "full", seed: 1 }`)),
    );
    expect(without(map(`{ sample: "quick", seed: 1 }`))).not.toBe(
      without(map(`{ sample: "quick", seed: 2 }`)),
    );
    expect(without(`other("a", { sample: "quick" })`)).toBe(`other("a", { sample: "quick" })`);
    expect(without(`runMap("a", [{ sample: "quick" }], f)`)).toContain("quick");
  });
});
