import { isObject } from "../../kernels/protocol/index.ts";
import { encodePath } from "./address.ts";
import { call as callApi } from "./api.ts";

/** A file or folder as Jupyter's contents API describes it. */
export interface Entry {
  readonly name: string;
  readonly path: string;
  readonly type: "file" | "notebook" | "directory";
  readonly last_modified?: string;
}

/** @throws ApiError */
export async function listFolder(folder: string): Promise<readonly Entry[]> {
  const model = await call("GET", `${encodePath(folder)}?content=1`);
  const content = isObject(model) && Array.isArray(model.content) ? (model.content as Entry[]) : [];
  const rank = (entry: Entry): number => (entry.type === "directory" ? 0 : 1);
  return content.toSorted(
    (a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, undefined, { numeric: true }),
  );
}

/** Makes an untitled notebook in a folder. @throws ApiError */
export async function createNotebook(folder: string): Promise<Entry> {
  return (await call("POST", encodePath(folder), { type: "notebook" })) as Entry;
}

/** Gives a file another path. @throws ApiError */
export async function renameFile(path: string, to: string): Promise<Entry> {
  return (await call("PATCH", encodePath(path), { path: to })) as Entry;
}

/**
 * Saves a notebook under a path that nothing has yet.
 *
 * @throws ApiError also when something has it
 */
export async function saveNewNotebook(path: string, notebook: object): Promise<void> {
  await call("PUT", encodePath(path), { type: "notebook", content: notebook, is_new: true });
}

function call(method: string, address: string, body?: unknown): Promise<unknown> {
  return callApi(method, `/api/contents/${address}`, body);
}
