// Cleaning a table, and looking at its quality.
export * from "./names/cleaning.ts";
// Linear models, naive Bayes, support vector machines.
export * from "./names/linear.ts";
// Scores of predictions.
export * from "./names/metrics.ts";
// What all estimators share.
export * from "./names/models.ts";
// What works by distances and by standing apart: neighbours, clusters and their scores, anomalies.
export * from "./names/neighbours.ts";
// Making features of columns, and putting steps together.
export * from "./names/preprocessing.ts";
// Reading and writing files.
export * from "./names/readers.ts";
// Runs and what they give back, random streams, errors.
export * from "./names/runs.ts";
// Splits, searches and importances.
export * from "./names/selection.ts";
// Statistics, special functions, and how columns go together.
export * from "./names/statistics.ts";
// The table, its columns, and what its verbs take.
export * from "./names/tables.ts";
// Trees, forests, boosting.
export * from "./names/trees.ts";
// Whole analyses in one call.
export * from "./names/workflows.ts";
