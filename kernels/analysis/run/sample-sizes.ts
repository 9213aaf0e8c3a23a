/** How many items a map works on, or rows a workflow, by the name of its sample. */
export const sampleSizes = {
  quick: 100,
  sample: 500,
  standard: 1_000,
  full: Number.POSITIVE_INFINITY,
} as const satisfies Readonly<Record<string, number>>;

export type Sample = keyof typeof sampleSizes;

/** What each sample is called, and what it is for. */
export const sampleWords: Readonly<
  Record<Sample, { readonly name: string; readonly use: string }>
> = {
  quick: { name: "Quick", use: "development" },
  sample: { name: "Sample", use: "testing" },
  standard: { name: "Standard", use: "before production" },
  full: { name: "Full", use: "production reports" },
};
