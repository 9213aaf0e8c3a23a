import { isObject } from "../base/json.ts";

/** MIME type of progress in outputs, REST and NDJSON. */
export const PROGRESS_MIME = "application/vnd.holdfast.progress.v1+json";

export interface Progress {
  readonly id: string;
  readonly name: string;
  /** Of a run it may have a part: how much of the present step is done. */
  readonly done: number;
  /** Where it went on from: rate and time left count from here; default 0. */
  readonly from?: number;
  /** null when the end is not known. */
  readonly total: number | null;
  readonly note?: string;
  /** Steps per second. */
  readonly rate?: number;
  readonly etaSeconds?: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly state: "running" | "done" | "cancelled" | "failed" | "preempted";
  readonly runId?: string;
}

const STATES = ["running", "done", "cancelled", "failed", "preempted"];

export function isProgress(value: unknown): value is Progress {
  return (
    isObject(value) &&
    typeof value.id === "string" &&
    typeof value.name === "string" &&
    typeof value.done === "number" &&
    (value.total === null || typeof value.total === "number") &&
    typeof value.startedAt === "number" &&
    typeof value.updatedAt === "number" &&
    STATES.includes(value.state as string)
  );
}

/** Whole percent from 0 to 100, or undefined when the total is not known. 99.9 % stays 99 until it is done. */
export function percent(progress: Pick<Progress, "done" | "total">): number | undefined {
  if (progress.total === null || !(progress.total > 0)) return undefined;
  return Math.max(0, Math.min(100, Math.floor((100 * progress.done) / progress.total)));
}

/** A duration in words: "3 s", "1 min 38 s", "about" is the caller's. */
export function durationText(seconds: number): string {
  if (!(seconds >= 0)) return "0 s";
  if (seconds < 10) return `${seconds < 0.05 ? "0" : seconds.toFixed(1).replace(/\.0$/, "")} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 ? ` ${whole % 60} s` : ""}`;
  return `${Math.floor(whole / 3600)} h${Math.floor((whole % 3600) / 60) ? ` ${Math.floor((whole % 3600) / 60)} min` : ""}`;
}

/** The `text/plain` that stands beside the MIME type: "Train models 45 % (9 of 20), about 2 min left". */
export function progressText(progress: Progress): string {
  const share = percent(progress);
  const done = progress.runId === undefined ? progress.done : Math.floor(progress.done);
  const count = progress.total === null ? `${done}` : `${done} of ${progress.total}`;
  const head =
    share === undefined ? `${progress.name} ${count}` : `${progress.name} ${share} % (${count})`;
  const note = progress.note === undefined ? "" : `, ${progress.note}`;
  if (progress.state !== "running")
    return `${head}${note}, ${progress.state} after ${durationText((progress.updatedAt - progress.startedAt) / 1000)}`;
  const eta =
    progress.etaSeconds === undefined
      ? ""
      : `, about ${durationText(Math.round(progress.etaSeconds))} left`;
  return `${head}${note}${eta}`;
}
