import { isObject } from "../../kernels/protocol/index.ts";
import { call } from "./api.ts";

/** A notebook whose file is gone while it has unsaved work. */
export interface LeftNotebook {
  readonly notebookId: string;
  readonly path: string;
  readonly cells: number;
}

/** @throws ApiError */
export async function leftNotebooks(): Promise<readonly LeftNotebook[]> {
  const answer = await call("GET", "/api/unsaved");
  return isObject(answer) && Array.isArray(answer.notebooks)
    ? (answer.notebooks as unknown as LeftNotebook[])
    : [];
}

/** Where one is downloaded. */
export function leftAddress({ notebookId }: LeftNotebook): string {
  return `/api/unsaved/${encodeURIComponent(notebookId)}`;
}

/** Writes it to its old path, or to another; gives the path. @throws ApiError */
export async function restoreLeft(left: LeftNotebook, path?: string): Promise<string> {
  const answer = await call("POST", leftAddress(left), path === undefined ? {} : { path });
  return isObject(answer) && typeof answer.path === "string" ? answer.path : left.path;
}

/** @throws ApiError */
export async function forgetLeft(left: LeftNotebook): Promise<void> {
  await call("DELETE", leftAddress(left));
}
