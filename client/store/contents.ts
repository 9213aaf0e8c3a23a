import { isObject, type Problem, problem } from "../../kernels/protocol/index.ts";

/** A file or folder as Jupyter's contents API describes it. */
export interface Entry {
  readonly name: string;
  readonly path: string;
  readonly type: "file" | "notebook" | "directory";
  readonly last_modified?: string;
}

/** The server refused something about files; it says why. */
export class ContentsError extends Error {
  override readonly name = "ContentsError";
  readonly problem: Problem;

  constructor(what: Problem) {
    super(what.detail);
    this.problem = what;
  }
}

/** The address part of a path: each name escaped, the slashes kept. */
export function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** @throws ContentsError */
export async function listFolder(folder: string): Promise<readonly Entry[]> {
  const model = await call("GET", `${encodePath(folder)}?content=1`);
  const content = isObject(model) && Array.isArray(model.content) ? (model.content as Entry[]) : [];
  const rank = (entry: Entry): number => (entry.type === "directory" ? 0 : 1);
  return content.toSorted(
    (a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, undefined, { numeric: true }),
  );
}

/** Makes an untitled notebook in a folder. @throws ContentsError */
export async function createNotebook(folder: string): Promise<Entry> {
  return (await call("POST", encodePath(folder), { type: "notebook" })) as Entry;
}

/** Gives a file another path. @throws ContentsError */
export async function renameFile(path: string, to: string): Promise<Entry> {
  return (await call("PATCH", encodePath(path), { path: to })) as Entry;
}

async function call(method: string, address: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`/api/contents/${address}`, {
    method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new ContentsError(problem("HF_INTERNAL", "The server does not answer."));
  });
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  const answer: unknown = isJson ? await response.json() : undefined;
  if (response.ok) return answer;
  throw new ContentsError(
    isObject(answer) && typeof answer.detail === "string"
      ? (answer as unknown as Problem)
      : problem(
          response.status === 401 ? "HF_AUTH_REQUIRED" : "HF_INTERNAL",
          `The server answered ${response.status}`,
        ),
  );
}
