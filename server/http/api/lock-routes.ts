import { HoldfastError, parseDuration } from "../../../kernels/protocol/index.ts";
import type { LockDriver } from "../../locks/lock-driver.ts";
import type { EventNotebooks, LockEvents } from "../../locks/lock-events.ts";
import { type PriorityName, priorityClass } from "../../locks/lock-state.ts";
import type { LockWatch } from "../../locks/lock-watch.ts";
import { OutsideLocks } from "../../programs/outside.ts";
import { jsonBody, optionalString } from "../core/json-body.ts";
import { type Route, type RouteContext, segmentOf } from "../core/route.ts";
import { lockedResponse } from "./lock-problems.ts";

/** What the lock routes need. */
export interface LockServices {
  readonly locks: LockDriver;
  readonly events: LockEvents;
  readonly notebooks: EventNotebooks;
  readonly watch: LockWatch;
}

/** Locks and their queues (docs/locks.md, HTTP). Keys are percent-encoded: `/api/locks/pipe%3Asales`. */
export function lockRoutes(services: LockServices): Route[] {
  const { locks } = services;
  const outside = new OutsideLocks(locks);
  const one = "/api/locks/:key";
  return [
    {
      method: "GET",
      path: "/api/locks",
      handle: (context) =>
        context.json({ seq: services.events.seq, locks: services.events.snapshot() }),
    },
    { method: "GET", path: one, handle: (context) => get(context, services) },
    { method: "POST", path: one, handle: (context) => acquire(context, services, outside) },
    {
      method: "POST",
      path: `${one}/renew`,
      handle: async (context) => context.json(outside.renew(await leaseOf(context))),
    },
    {
      method: "POST",
      path: `${one}/release`,
      handle: async (context) => {
        outside.release(await leaseOf(context));
        return new Response(null, { status: 204 });
      },
    },
    { method: "POST", path: `${one}/force`, handle: (context) => force(context, services) },
    { method: "PATCH", path: `${one}/queue/:id`, handle: (context) => reorder(context, locks) },
  ];
}

function get(context: RouteContext, { locks, notebooks }: LockServices): Response {
  const lock = locks.view(keyOf(context));
  const notebookId = lock.holder?.notebookId ?? null;
  return context.json({
    lock,
    path: notebookId && notebooks.path(notebookId),
    progress: notebookId ? notebooks.progress(notebookId) : [],
  });
}

async function acquire(
  context: RouteContext,
  { locks, notebooks }: LockServices,
  outside: OutsideLocks,
): Promise<Response> {
  const body = await jsonBody(context);
  const key = keyOf(context);
  const timeoutMs = body.timeout === undefined ? undefined : parseDuration(body.timeout);
  if (body.timeout !== undefined && timeoutMs === undefined)
    throw invalid("timeout", body.timeout, 'a number of ms or a text such as "30s"');
  const onBusy = optionalString(body, "onBusy") === "fail" ? "fail" : "queue";
  const user = optionalString(body, "user")?.slice(0, 100) ?? "REST";
  try {
    const lease = await outside.acquire(key, {
      user,
      onBusy,
      timeoutMs,
      priority: priorityOf(body),
    });
    return context.json(lease, 201);
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.code !== "HF_LOCK_BUSY") throw error;
    const lock = locks.view(key);
    const notebookId = lock.holder?.notebookId ?? null;
    return lockedResponse(error.message, lock, {
      notebook: notebookId && notebooks.path(notebookId),
      progress: notebookId ? notebooks.progress(notebookId) : [],
    });
  }
}

/** Takes a lock from its holder: the holder is told to end, and is void 10 s later. `If-Match` names the holder that was seen. */
async function force(context: RouteContext, { locks, watch }: LockServices): Promise<Response> {
  const key = keyOf(context);
  const body = await jsonBody(context);
  const { holder } = locks.view(key);
  const seen = context.req.header("if-match")?.replace(/"/g, "");
  if (!holder) throw new HoldfastError("HF_NOT_FOUND", `Nobody holds ${key}`);
  if (seen !== undefined && seen !== holder.execId)
    throw new HoldfastError("HF_LOCK_CHANGED", `${holder.user} holds ${key} now`, {
      got: seen.slice(0, 100),
      expected: holder.execId,
    });
  const by = optionalString(body, "user")?.slice(0, 100) ?? "REST";
  const why = optionalString(body, "why")?.slice(0, 500) ?? "";
  watch.forced({ key, holder: holder.execId, user: holder.user, by, why });
  locks.end(key, "force");
  return context.json({ lock: locks.view(key) }, 202);
}

/** Gives a waiting request another place or priority. */
async function reorder(context: RouteContext, locks: LockDriver): Promise<Response> {
  const key = keyOf(context);
  const id = segmentOf(context, 4);
  const body = await jsonBody(context);
  if (!locks.view(key).waiting.some(({ execId }) => execId === id))
    throw new HoldfastError("HF_NOT_FOUND", `${id.slice(0, 100)} does not wait for ${key}`);
  const priority = priorityOf(body);
  if (priority) locks.setPriority(key, id, priorityClass[priority]);
  if ("before" in body) locks.moveBefore(key, id, optionalString(body, "before") ?? null);
  return context.json({ lock: locks.view(key) });
}

async function leaseOf(context: RouteContext): Promise<{ key: string; token: string }> {
  const token = optionalString(await jsonBody(context), "token");
  if (token === undefined || !/^[0-9a-f]{16}$/.test(token))
    throw invalid("token", token ?? "nothing", "16 hex digits");
  return { key: keyOf(context), token };
}

function priorityOf(body: Readonly<Record<string, unknown>>): PriorityName | undefined {
  const priority = optionalString(body, "priority");
  if (priority === undefined) return undefined;
  if (!Object.hasOwn(priorityClass, priority))
    throw invalid("priority", priority, "normal, high or urgent");
  return priority as PriorityName;
}

function keyOf(context: RouteContext): string {
  const key = segmentOf(context, 2);
  if (/^(nb|pipe|slot):[\p{L}\p{N}._ -]{1,100}$/u.test(key)) return key;
  throw invalid("key", key.slice(0, 120), "nb:<notebook>, pipe:<name> or slot:<pool>");
}

function invalid(what: string, got: unknown, expected: string): HoldfastError {
  return new HoldfastError("HF_REQUEST_INVALID", `${what} is wrong`, {
    got: JSON.stringify(got),
    expected,
  });
}
