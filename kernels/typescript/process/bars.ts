import type { Progress } from "../../protocol/index.ts";

/** A bar that the guard thread watches: its `done` stands in a slot of shared memory. */
export interface WatchedBar {
  readonly execution: number;
  bar: Progress;
  readonly slot: number;
  /** The value of the newest sample; NaN = send it again. */
  sampled: number;
}
export type BarTable = Map<string, WatchedBar>;

/** The bars that moved since the last sample, by execution, with rate and time left. */
export function sampleBars(
  bars: BarTable,
  slots: Float64Array,
  now: number,
): Map<number, Progress[]> {
  const moved = new Map<number, Progress[]>();
  for (const entry of bars.values()) {
    const done = slots[entry.slot]!;
    if (done === entry.sampled) continue;
    entry.sampled = done;
    entry.bar = withRate(entry.bar, done, now);
    moved.set(entry.execution, [...(moved.get(entry.execution) ?? []), entry.bar]);
  }
  return moved;
}

/** A bar at `done`: rate = steps per second since its start; time left only when a total and a rate are known. */
export function withRate(bar: Progress, done: number, now: number): Progress {
  const seconds = (now - bar.startedAt) / 1000;
  const rate = seconds > 0 ? Math.max(0, done - (bar.from ?? 0)) / seconds : 0;
  const { etaSeconds: _e, rate: _r, ...rest } = bar;
  const known = rate > 0 ? { rate: round(rate) } : {};
  const eta =
    rate > 0 && bar.total !== null
      ? { etaSeconds: round(Math.max(0, bar.total - done) / rate) }
      : {};
  return { ...rest, done, ...known, ...eta, updatedAt: now };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
