import { isObject } from "../../kernels/protocol/index.ts";
import { call } from "./api.ts";

/** What the server keeps of one run. */
export interface KeptRun {
  readonly runId: string;
  readonly name: string;
  /** null when its notebook is gone. */
  readonly path: string | null;
  readonly state: string;
  readonly bytes: number;
  readonly updatedAt: number;
  /** A cell works on it or waits for it. */
  readonly isNeeded: boolean;
}

/** What the server keeps of runs: bytes, and each of them, the largest first. */
export interface Kept {
  readonly bytes: number;
  readonly runs: readonly KeptRun[];
}

/** @throws ApiError */
export async function whatIsKept(): Promise<Kept> {
  const answer = await call("GET", "/api/checkpoints");
  const { bytes, runs } = (isObject(answer) ? answer : {}) as Partial<Kept>;
  const list = Array.isArray(runs) ? (runs as readonly KeptRun[]) : [];
  return { bytes: bytes ?? 0, runs: list.toSorted((a, b) => b.bytes - a.bytes) };
}

/** Removes checkpoints and results of every run that no cell needs now, or of one. @throws ApiError */
export async function clearKept(runId?: string): Promise<void> {
  await call(
    "DELETE",
    runId === undefined ? "/api/checkpoints" : `/api/checkpoints/${encodeURIComponent(runId)}`,
  );
}
