import { durationText } from "./progress.ts";

/** Workers share memory and the end of the work: each is worth so much of one. */
const WORTH = 0.9;

/** What an estimate of time comes from. */
export interface Basis {
  /** Seconds that an item took one thread. */
  readonly seconds: readonly number[];
  /** "from 3 earlier runs", "from the first 20 items". */
  readonly from: string;
}

/**
 * How long the items that are left will take: a middle, a range, what it comes from, for one thread and for all.
 *
 * @param left items to do
 * @param workers threads that will work
 * @param cores threads that the machine has
 */
export function estimateText(
  { seconds, from }: Basis,
  {
    left,
    workers,
    cores,
  }: { readonly left: number; readonly workers: number; readonly cores: number },
): string {
  const sorted = seconds.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  const time = (perItem: number, threads: number): number =>
    (perItem * left) / (threads === 1 ? 1 : Math.min(threads, left) * WORTH);
  const middle = time(at(0.5), workers);
  const [low, high] = [time(at(0.1), workers), time(at(0.9), workers)];
  const range =
    durationText(Math.ceil(low)) === durationText(Math.ceil(high))
      ? ""
      : ` (${durationText(Math.ceil(low))} to ${durationText(Math.ceil(high))})`;
  const other = workers === 1 ? cores : 1;
  const otherwise =
    other === workers || middle < 5
      ? ""
      : `; with ${other === 1 ? "1 worker" : `${other} workers`} about ${durationText(Math.ceil(time(at(0.5), other)))}`;
  return `about ${durationText(Math.ceil(middle))}${range}, ${from}${otherwise}`;
}

/** What is known of a cell's map before it runs. */
export interface MapEstimate {
  /** Seconds that an item took one thread, of earlier runs. */
  readonly seconds: readonly number[];
  /** Items in all. */
  readonly all: number;
  /** Threads that the server's machine has. */
  readonly cores: number;
}

/** "from an earlier run", "from 3 earlier runs". */
export function earlierRuns(count: number): string {
  return `from ${count === 1 ? "an earlier run" : `${count} earlier runs`}`;
}
