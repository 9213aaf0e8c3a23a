import { durationText, type Progress, percent } from "../../kernels/protocol/index.ts";

/** How much of it is done, when it is known how much there is. */
export function shareWords(progress: Progress): string[] {
  const share = percent(progress);
  return share === undefined ? [] : [`${share} %`];
}

/** How long it still takes, when that is known and worth a word. */
export function leftWords({ etaSeconds }: Progress): string[] {
  return etaSeconds !== undefined && etaSeconds >= 0.5
    ? [`about ${durationText(Math.round(etaSeconds))} left`]
    : [];
}
