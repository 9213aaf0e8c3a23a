import { durationText, type LockEvent, percent } from "../../kernels/protocol/index.ts";
import type { Obstacle } from "./hf-way-out.ts";

/** What is in the way of a window, in words. */
export function obstacleOf({ lock, path, progress }: LockEvent): Obstacle {
  const bar = progress.at(-1);
  const share = bar && percent(bar);
  const facts: string[] = [];
  if (path !== null) facts.push(path);
  if (share !== undefined) facts.push(`${share} %`);
  if (bar?.etaSeconds !== undefined && bar.etaSeconds >= 0.5)
    facts.push(`about ${durationText(Math.round(bar.etaSeconds))} left`);
  if (lock.waiting.length > 0) facts.push(`${lock.waiting.length} waiting`);
  return {
    title: `${bar?.name ?? "A long cell"} is running in this window`,
    facts: facts.length > 0 ? `${facts.join(" · ")}.` : "",
  };
}
