import type { TrainReport } from "./train-report.ts";

/** Tells in plain words which model is best, how good that is, and what it looks at. */
export function trainSummary(
  { models, failures, best, classes, notes }: TrainReport,
  { main, rows, folds }: { main: string; rows: number; folds: number },
): string {
  const lines: string[] = [];
  if (best === undefined) lines.push("No model could be trained.");
  else {
    const score = best.scores[main];
    lines.push(
      main === "accuracy"
        ? `${best.label} is best: it predicts ${percent(score)} of ${rows.toLocaleString("en-US")} rows right that it had not seen (${folds} folds, ± ${percent(best.scores.accuracySpread)} between them).`
        : `${best.label} is best: it explains ${percent(score)} of the variance of rows that it had not seen (R² ${score.toFixed(3)}, ${folds} folds); its error is ${short(best.scores.mae)} on average.`,
    );
    const second = models[1];
    if (second !== undefined)
      lines.push(
        Math.abs(score - second.scores[main]) < (best.scores[`${main}Spread`] ?? 0)
          ? `${second.label} is as good within the spread of the folds (${show(main, second.scores[main])}).`
          : `${second.label} follows with ${show(main, second.scores[main])}.`,
      );
    if (best.confusion !== undefined) lines.push(...confusionLines(best.confusion, classes));
    const telling = models.find(({ importances }) => importances !== undefined);
    if (telling !== undefined)
      lines.push(
        `What matters most (${telling.label}): ${telling
          .importances!.slice(0, 3)
          .map(({ name, share }) => `${name} ${percent(share)}`)
          .join(", ")}.`,
      );
  }
  for (const { name, error } of failures) lines.push(`${name} could not be trained: ${error}`);
  return [...lines, ...notes].join("\n");
}

/** The largest mistake, and what guessing the most frequent class would give. */
function confusionLines(
  confusion: readonly (readonly number[])[],
  classes: readonly unknown[],
): string[] {
  const totals = confusion.map((row) => row.reduce((a, b) => a + b, 0));
  const all = totals.reduce((a, b) => a + b, 0);
  let worst = { i: 0, j: 0, count: 0 };
  confusion.forEach((row, i) => {
    row.forEach((count, j) => {
      if (i !== j && count > worst.count) worst = { i, j, count };
    });
  });
  const lines = [
    `Always saying the most frequent class would be right for ${percent(Math.max(...totals) / all)}.`,
  ];
  if (worst.count > 0)
    lines.push(
      `Its most frequent mistake: ${worst.count} of ${totals[worst.i]} rows of "${classes[worst.i]}" were taken for "${classes[worst.j]}".`,
    );
  return lines;
}

function show(main: string, score: number): string {
  return main === "accuracy" ? percent(score) : `R² ${score.toFixed(3)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function short(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}
