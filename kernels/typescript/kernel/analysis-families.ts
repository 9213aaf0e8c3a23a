/** Values of `holdfast/analysis` by name. */
export type AnalysisModule = Readonly<Record<string, unknown>>;

/** What loads each name of `holdfast/analysis`: names that one file has share one. */
export type AnalysisFamilies = ReadonlyMap<string, () => Promise<AnalysisModule>>;

/** All of `holdfast/analysis`. */
export function loadAnalysis(): Promise<AnalysisModule> {
  return import("../../analysis/index.ts");
}

/**
 * Finds what loads each name. From sources all names come from one module; in the bundle `kernels/analysis-families.mjs` puts another
 * text in the place of this file, which knows the names without loading any and has a file for each family.
 */
export async function analysisFamilies(): Promise<AnalysisFamilies> {
  return new Map(Object.keys(await loadAnalysis()).map((name) => [name, loadAnalysis]));
}
