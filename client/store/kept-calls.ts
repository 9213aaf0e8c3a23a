import { isObject } from "../../kernels/protocol/index.ts";
import { call } from "./api.ts";

/** What the server keeps of runs: bytes, and how many of them can go on. */
export interface Kept {
  readonly bytes: number;
  readonly unfinished: number;
}

/** @throws ApiError */
export async function whatIsKept(): Promise<Kept> {
  const answer = await call("GET", "/api/checkpoints");
  const { bytes, runs } = (isObject(answer) ? answer : {}) as { bytes?: unknown; runs?: unknown };
  const states = Array.isArray(runs) ? runs.map((run) => (isObject(run) ? run.state : "")) : [];
  return {
    bytes: typeof bytes === "number" ? bytes : 0,
    unfinished: states.filter((state) => state !== "done" && state !== "running").length,
  };
}

/** Removes checkpoints and results of every run that no cell needs now. @throws ApiError */
export async function clearKept(): Promise<void> {
  await call("DELETE", "/api/checkpoints");
}
