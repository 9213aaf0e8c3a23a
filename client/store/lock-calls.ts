import type { ExecutionId, Priority } from "../../kernels/protocol/index.ts";
import { call } from "./api.ts";

/** What a person does to a lock and its queue. Each throws ApiError when the server refuses. */

export async function setPriority(
  key: string,
  run: ExecutionId,
  priority: Priority,
): Promise<void> {
  await call("PATCH", placeInQueue(key, run), { priority });
}

/** Puts a waiting run before another, or at the end. */
export async function moveBefore(
  key: string,
  run: ExecutionId,
  before: ExecutionId | null,
): Promise<void> {
  await call("PATCH", placeInQueue(key, run), { before });
}

export async function cancelRun(run: ExecutionId): Promise<void> {
  await call("DELETE", `/api/runs/${run}`);
}

/** The window may leave; the run goes on, and its end leaves a notification. */
export async function letGoOn(run: ExecutionId): Promise<void> {
  await call("POST", `/api/runs/${run}/background`);
}

export async function notificationSeen(n: number): Promise<void> {
  await call("DELETE", `/api/notifications/${n}`);
}

function placeInQueue(key: string, run: ExecutionId): string {
  return `/api/locks/${encodeURIComponent(key)}/queue/${encodeURIComponent(run)}`;
}
