import { describeValue, HoldfastError, type LockView } from "../../../kernels/protocol/index.ts";
import { copyEntry } from "../../contents/copy.ts";
import { moveToTrash, renameEntry } from "../../contents/move.ts";
import {
  decodePath,
  type ResolvedPath,
  resolveEntry,
  resolvePath,
} from "../../contents/resolve-path.ts";
import { makeUntitled, type UntitledType } from "../../contents/untitled.ts";
import { jsonBody, optionalString } from "../core/json-body.ts";
import { largeJson } from "../core/large-json.ts";
import { type Route, type RouteContext, restOfPath } from "../core/route.ts";
import { contentsModel } from "./contents-model.ts";
import { saveContents } from "./contents-save.ts";
import { lockedResponse } from "./lock-problems.ts";

/** What the contents API asks of the notebooks that are open; `server/session` answers. */
export interface OpenNotebooks {
  /** The lock of the notebook at a path, or of one in that folder, when a cell runs or waits. */
  isBusy(path: string): LockView | undefined;
  /** Gives a file or folder another path, open or not; `move` does it on the disk. */
  rename(from: string, to: string, move: () => Promise<void>): Promise<void>;
  /** Moves a file or folder to the trash; `remove` does it on the disk. */
  delete(path: string, remove: () => Promise<void>): Promise<void>;
}

const PREFIX = "/api/contents/";
const MAX_UPLOAD = 32 * 1024 * 1024;

/** Jupyter's contents API (CONVENTIONS section 4) over the served folder. */
export function contentsRoutes(root: string, open: OpenNotebooks): Route[] {
  const path = `${PREFIX}*`;
  return [
    { method: "GET", path, handle: (context) => get(context, root) },
    { method: "POST", path, handle: (context) => post(context, root) },
    { method: "PUT", path, handle: (context) => put(context, root, open), maxBody: MAX_UPLOAD },
    { method: "PATCH", path, handle: (context) => patch(context, root, open) },
    { method: "DELETE", path, handle: (context) => remove(context, root, open) },
  ];
}

async function get(context: RouteContext, root: string): Promise<Response> {
  const { query } = context.env.target;
  const resolved = await resolvePath(root, requestedPath(context), { root: true });
  return largeJson(context, () =>
    contentsModel(root, resolved, {
      content: query.get("content") !== "0",
      hash: query.get("hash") === "1",
      type: query.get("type") ?? undefined,
      format: query.get("format") ?? undefined,
    }),
  );
}

async function post(context: RouteContext, root: string): Promise<Response> {
  const folder = requestedPath(context);
  await resolvePath(root, folder, { root: true });
  const body = await jsonBody(context);
  const from = optionalString(body, "copy_from");
  const made =
    from === undefined
      ? await makeUntitled(root, folder, {
          type: untitledType(optionalString(body, "type")),
          ext: untitledExt(optionalString(body, "ext")),
        })
      : await copyEntry(root, from.replace(/^\//, ""), folder);
  return modelResponse(context, root, made, 201);
}

async function put(context: RouteContext, root: string, open: OpenNotebooks): Promise<Response> {
  const target = await resolvePath(root, requestedPath(context));
  const busy = open.isBusy(target.realPath);
  if (busy) return busyResponse(target.path, busy);
  const body = await jsonBody(context);
  const match = context.req.header("if-match")?.replace(/^(?:W\/)?"?([^"]*)"?$/, "$1");
  // Ours: Jupyter's clients cannot say that nothing may be replaced.
  const mustBeNew = body.is_new === true || context.req.header("if-none-match") === "*";
  const expected = mustBeNew ? null : (match ?? optionalString(body, "hash"));
  const isNew = await saveContents(target, body, expected);
  return modelResponse(context, root, target.path, isNew ? 201 : 200);
}

async function patch(context: RouteContext, root: string, open: OpenNotebooks): Promise<Response> {
  const from = await resolveEntry(root, requestedPath(context));
  const body = await jsonBody(context);
  const to = optionalString(body, "path")?.replace(/^\//, "");
  if (to === undefined)
    throw new HoldfastError("HF_REQUEST_INVALID", "The body names no path", { expected: "path" });
  const busy = open.isBusy(from.realPath);
  if (busy) return busyResponse(from.path, busy);
  const { realPath } = await resolveEntry(root, to);
  await open.rename(from.realPath, realPath, () => renameEntry(root, from.path, to));
  return modelResponse(context, root, to, 200);
}

async function remove(context: RouteContext, root: string, open: OpenNotebooks): Promise<Response> {
  const target: ResolvedPath = await resolveEntry(root, requestedPath(context));
  const busy = open.isBusy(target.realPath);
  if (busy) return busyResponse(target.path, busy);
  await open.delete(target.realPath, async () => {
    await moveToTrash(root, target.path);
  });
  return new Response(null, { status: 204 });
}

function requestedPath(context: RouteContext): string {
  return decodePath(restOfPath(context, PREFIX));
}

function untitledType(type = "file"): UntitledType {
  if (type === "notebook" || type === "file" || type === "directory") return type;
  throw new HoldfastError("HF_REQUEST_INVALID", "The type cannot be made", {
    got: describeValue(type),
    expected: "notebook, file or directory",
  });
}

function untitledExt(ext = ""): string {
  if (/^(\.[A-Za-z0-9]{1,20})?$/.test(ext)) return ext;
  throw new HoldfastError("HF_REQUEST_INVALID", "The ending cannot be used", {
    got: describeValue(ext),
    expected: "a dot and letters or digits",
  });
}

async function modelResponse(
  context: RouteContext,
  root: string,
  path: string,
  status: 200 | 201,
): Promise<Response> {
  const resolved = await resolvePath(root, path);
  const model = await contentsModel(root, resolved, { content: false, hash: true });
  const location = PREFIX + path.split("/").map(encodeURIComponent).join("/");
  return context.json(model, status, { Location: location });
}

/** What would take a running notebook's file away waits, and says for whom. */
function busyResponse(path: string, lock: LockView): Response {
  const { holder, waiting } = lock;
  const who = holder ? `${holder.user} runs cell ${holder.cellId}` : "a cell is about to run";
  const detail = `${path} cannot be changed now: ${who}, ${waiting.length} waiting`;
  return lockedResponse(detail, lock, { notebook: path, progress: [] });
}
