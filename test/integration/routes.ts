import { Places } from "../../server/http/access/places.ts";
import { serverRoutes } from "../../server/http/api/all-routes.ts";
import { createApp } from "../../server/http/app.ts";
import { Log } from "../../server/http/core/log.ts";
import { StaticFiles } from "../../server/http/static/static-files.ts";

/** A part that is asked for nothing but to be there. */
const nothing: unknown = new Proxy(() => nothing, { get: () => nothing, apply: () => nothing });

/** A route of the router. */
export interface Walked {
  readonly method: string;
  /** As hono has it: `/api/locks/:key`, `/files/*`. */
  readonly path: string;
}

/** Every route that a whole server has, taken from its router: a new one is in it by itself. */
export async function everyRoute(): Promise<Walked[]> {
  const services = {
    root: "/",
    version: "",
    log: new Log({ write: () => undefined }),
    status: () => ({ startedAt: 0, lastActivityAt: 0, kernels: 0, connections: 0 }),
    staticFiles: await StaticFiles.list("/nowhere"),
    openNotebooks: nothing as never,
    routes: serverRoutes(nothing as never),
  };
  const enter = (): never => nothing as never;
  const { routes } = createApp(services, { enter, places: new Places() });
  return routes
    .filter(({ method, path }) => method !== "ALL" && path !== "/*")
    .map(({ method, path }) => ({ method, path }));
}

/** An address of a route, with this in the place of each of its open parts. */
export function addressOf({ path }: Walked, part: string): string {
  return path.replace(/:\w+/g, part).replace("*", part);
}
