import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "hono";
import type { Session } from "./gate.ts";
import type { Target } from "./target.ts";

/** What every handler gets beside the request: the gate's findings. */
export interface AppBindings {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly session: Session;
  readonly target: Target;
}
export interface AppEnv {
  Bindings: AppBindings;
}
export type RouteContext = Context<AppEnv>;

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** A path of hono; `*` at the end takes the rest, see `restOfPath`. */
  readonly path: string;
  readonly handle: (context: RouteContext) => Response | Promise<Response>;
  /** Bytes that a body may have; default 1 MiB. */
  readonly maxBody?: number;
}

/** What follows a prefix in the path as the client sent it, not decoded; without a slash at the end. */
export function restOfPath(context: RouteContext, prefix: string): string {
  return context.env.target.path.slice(prefix.length).replace(/^\//, "").replace(/\/$/, "");
}
