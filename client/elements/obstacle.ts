import type { LockEvent } from "../../kernels/protocol/index.ts";
import type { Obstacle } from "./hf-way-out.ts";
import { leftWords, shareWords } from "./progress-words.ts";

/** What is in the way of a window, in words. */
export function obstacleOf({ lock, path, progress }: LockEvent): Obstacle {
  const bar = progress.at(-1);
  const facts: string[] = [];
  if (path !== null) facts.push(path);
  if (bar) facts.push(...shareWords(bar), ...leftWords(bar));
  if (lock.waiting.length > 0) facts.push(`${lock.waiting.length} waiting`);
  return {
    title: `${bar?.name ?? "A long cell"} is running in this window`,
    facts: facts.length > 0 ? `${facts.join(" · ")}.` : "",
  };
}
