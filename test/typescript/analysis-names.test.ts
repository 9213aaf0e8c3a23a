import { expect, test } from "vitest";
import * as analysis from "../../kernels/analysis/index.ts";
import { AnalysisNames } from "../../kernels/typescript/kernel/analysis-names.ts";

test("every name is known before anything is loaded, and has its value afterwards", async () => {
  const builtins: Record<string, unknown> = {};
  const names = await AnalysisNames.open(builtins);
  expect(Object.keys(builtins).sort()).toEqual(Object.keys(analysis).sort());
  expect(builtins.SVC).toBeUndefined();
  await names.load(["SVC", "nothing of ours"]);
  expect(builtins.SVC).toBe(analysis.SVC);
  await names.loadAll();
  expect(builtins).toEqual({ ...analysis });
});

test("what has a name of ours already keeps it", async () => {
  const builtins: Record<string, unknown> = { mean: "mine" };
  const names = await AnalysisNames.open(builtins);
  await names.loadAll();
  expect(builtins.mean).toBe("mine");
  expect(builtins.median).toBe(analysis.median);
});
