import {
  HoldfastError,
  isCellId,
  isObject,
  type JsonObject,
} from "../../../kernels/protocol/index.ts";
import { decodePath, resolveEntry } from "../../contents/resolve-path.ts";
import { BusyError, type Executions, type Started } from "../../programs/executions.ts";
import { ChangedError, type Resumes } from "../../programs/resumes.ts";
import { jsonBody, optionalString } from "../core/json-body.ts";
import { problemResponse } from "../core/problems.ts";
import { type Route, type RouteContext, restOfPath, segmentOf } from "../core/route.ts";
import { lockedResponse } from "./lock-problems.ts";

const PREFIX = "/api/runs/";

/** Executions of cells, for programs that are no tab (docs/locks.md, HTTP). */
export function runRoutes(root: string, runs: Executions, resumes: Resumes): Route[] {
  return [
    { method: "GET", path: "/api/runs", handle: (context) => context.json({ runs: runs.all }) },
    { method: "POST", path: "/api/runs", handle: (context) => start(context, root, runs) },
    { method: "GET", path: `${PREFIX}*`, handle: (context) => get(context, runs) },
    {
      method: "POST",
      path: `${PREFIX}:run/background`,
      handle: (context) => background(context, runs),
    },
    {
      method: "POST",
      path: `${PREFIX}:run/resume`,
      handle: (context) => resume(context, resumes),
    },
    { method: "DELETE", path: `${PREFIX}*`, handle: (context) => cancel(context, runs) },
  ];
}

async function start(context: RouteContext, root: string, runs: Executions): Promise<Response> {
  const body = await jsonBody(context);
  const { path } = await resolveEntry(root, required(body, "path"));
  const cellId = required(body, "cellId");
  if (!isCellId(cellId)) throw invalid("cellId", cellId, "a cell id");
  const idempotencyKey = context.req.header("idempotency-key");
  return startedResponse(
    context,
    runs.start({
      path,
      cellId,
      by: userOf(body),
      ...parametersOf(body),
      ...choice(body, "priority", ["normal", "high", "urgent"]),
      ...choice(body, "onBusy", ["queue", "fail"]),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    }),
    path,
  );
}

/** An unfinished run goes on: its cell runs again. */
async function resume(context: RouteContext, resumes: Resumes): Promise<Response> {
  const body = await jsonBody(context);
  const resumed = resumes.resume(segmentOf(context, 2), {
    by: userOf(body),
    ...parametersOf(body),
    ...choice(body, "priority", ["normal", "high", "urgent"]),
    ...choice(body, "onBusy", ["queue", "fail"]),
  });
  const facts = async () => {
    const { runId, name, step, total } = (await resumed).record;
    return { resumes: { runId, name, step, total } };
  };
  try {
    return await startedResponse(context, resumed, null, facts);
  } catch (error) {
    if (!(error instanceof ChangedError)) throw error;
    return problemResponse(error.problem, { differences: error.differences });
  }
}

/** 201 runs · 202 waits · 200 joined · 423 the kernel is busy. */
async function startedResponse(
  context: RouteContext,
  starting: Promise<Started>,
  notebook: string | null,
  more: () => Promise<object> = async () => ({}),
): Promise<Response> {
  try {
    const { facts, isJoined } = await starting;
    const isWaiting = facts.state === "queued" && facts.position !== undefined;
    return context.json(
      { ...facts, ...(isJoined && { joined: true }), ...(await more()) },
      isJoined ? 200 : isWaiting ? 202 : 201,
      { Location: `${PREFIX}${facts.run}` },
    );
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
    const { lock, progress, message, path } = error;
    return lockedResponse(message, lock, { notebook: notebook ?? path, progress });
  }
}

function get(context: RouteContext, runs: Executions): Response {
  const run = decodePath(restOfPath(context, PREFIX));
  const facts = runs.get(run);
  if (!facts) throw new HoldfastError("HF_NOT_FOUND", `There is no run ${run.slice(0, 100)}`);
  return context.json(facts);
}

/** The window that started the run may leave it. */
function background(context: RouteContext, runs: Executions): Response {
  const run = segmentOf(context, 2);
  if (!runs.background(run))
    throw new HoldfastError("HF_NOT_FOUND", `${run.slice(0, 100)} does not run`);
  return new Response(null, { status: 204 });
}

async function cancel(context: RouteContext, runs: Executions): Promise<Response> {
  const run = decodePath(restOfPath(context, PREFIX));
  const result = await runs.cancel(run, "REST");
  if (!result) throw new HoldfastError("HF_NOT_FOUND", `There is no run ${run.slice(0, 100)}`);
  return context.json({ run, state: result }, result === "cancelling" ? 202 : 200);
}

function userOf(body: Readonly<Record<string, unknown>>): string {
  return optionalString(body, "user")?.slice(0, 100) ?? "REST";
}

function required(body: Readonly<Record<string, unknown>>, key: string): string {
  const value = optionalString(body, key);
  if (value === undefined) throw invalid(key, "nothing", "a text");
  return value;
}

function parametersOf(body: Readonly<Record<string, unknown>>): { parameters?: JsonObject } {
  const { parameters } = body;
  if (parameters === undefined) return {};
  if (!isObject(parameters)) throw invalid("parameters", typeof parameters, "an object");
  return { parameters: parameters as JsonObject };
}

function choice<const K extends string, const C extends string>(
  body: Readonly<Record<string, unknown>>,
  key: K,
  choices: readonly C[],
): { readonly [key in K]?: C } {
  const value = optionalString(body, key);
  if (value === undefined) return {};
  if (!choices.includes(value as C)) throw invalid(key, value, choices.join(", "));
  return { [key]: value } as { [key in K]?: C };
}

function invalid(key: string, got: string, expected: string): HoldfastError {
  return new HoldfastError("HF_REQUEST_INVALID", `${key} is wrong`, { got, expected });
}
