import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "hono";
import { decodePath } from "../../contents/resolve-path.ts";
import type { Share } from "../access/byte-budget.ts";
import type { LoginSession } from "../access/gate.ts";
import type { PlaceKind } from "../access/places.ts";
import type { Target } from "../access/target.ts";

/** What every handler gets beside the request: the gate's findings. */
export interface AppBindings {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly session: LoginSession;
  readonly target: Target;
}
export interface AppEnv {
  Bindings: AppBindings;
  Variables: {
    /** Bytes that the body may have on this route. */
    maxBody: number;
    /** The bytes that this request has in memory. */
    share: Share;
    /** Binds the request's Idempotency-Key to its body, when it has one. */
    claimKey: (body: string) => void;
  };
}
export type RouteContext = Context<AppEnv>;

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** A path of hono; `*` at the end takes the rest, see `restOfPath`. */
  readonly path: string;
  readonly handle: (context: RouteContext) => Response | Promise<Response>;
  /** Bytes that a body may have; default 1 MiB. */
  readonly maxBody?: number;
  /** An answer that stays open is counted among its kind. */
  readonly place?: PlaceKind;
}

/**
 * What follows a prefix in the path as the client sent it, not decoded; without a slash at the end. The prefix is counted
 * in segments: the client may have written its letters as escapes.
 */
export function restOfPath(context: RouteContext, prefix: string): string {
  const segments = prefix.split("/").length - 1;
  return context.env.target.path
    .split("/")
    .slice(segments)
    .join("/")
    .replace(/^\//, "")
    .replace(/\/$/, "");
}

/**
 * A segment of the path, counted from 0, decoded once. (hono's `param` decodes, too, but leaves what it cannot.)
 *
 * @example "/api/locks/pipe%3Asales" has "api", "locks" and "pipe:sales"
 */
export function segmentOf(context: RouteContext, index: number): string {
  return decodePath(context.env.target.path.split("/")[index + 1] ?? "");
}
