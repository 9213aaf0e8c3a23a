import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { contentsRoutes, type OpenNotebooks } from "./contents-routes.ts";
import { filesRoute } from "./files-route.ts";
import { SECURITY_HEADERS } from "./headers.ts";
import { jupyterRoutes, type ServerStatus } from "./jupyter-routes.ts";
import type { Log } from "./log.ts";
import { isOurMistake, problemOf, problemResponse } from "./problems.ts";
import type { AppEnv, Route } from "./route.ts";
import type { StaticFiles } from "./static-files.ts";

/** What the HTTP interface needs of the rest of the server. */
export interface Services {
  /** The served folder, absolute and real. */
  readonly root: string;
  readonly version: string;
  readonly openNotebooks: OpenNotebooks;
  readonly status: () => ServerStatus;
  readonly staticFiles: StaticFiles;
  readonly log: Log;
  /** Further routes; they stand behind the same gate. */
  readonly routes?: readonly Route[];
}

export interface AppOptions {
  /** The Set-Cookie line for a session that came with `?token=`. */
  readonly makeCookie: () => string;
}

const MAX_BODY = 1024 * 1024;

/** The routes behind the gate: the client, files, Jupyter's REST. Every answer has the security headers. */
export function createApp(services: Services, options: AppOptions): Hono<AppEnv> {
  const { root, openNotebooks, staticFiles, log } = services;
  const app = new Hono<AppEnv>();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      if (!context.res.headers.has(name)) context.header(name, value);
    }
  });
  register(app, [
    ...staticFiles.routes(options.makeCookie),
    filesRoute(root),
    ...contentsRoutes(root, openNotebooks),
    ...jupyterRoutes(services),
    ...(services.routes ?? []),
  ]);
  app.notFound((context) => {
    const path = context.env.target.path.slice(0, 200);
    return problemResponse(problemOf(new HoldfastError("HF_NOT_FOUND", `${path} is not served`)));
  });
  app.onError((error, context) => {
    const { target } = context.env;
    if (isOurMistake(error)) log.error(`${context.req.method} ${target.path}`, error);
    return problemResponse(problemOf(error));
  });
  return app;
}

/** Adds routes, each with its body limit, and says 405 for other methods of their paths. */
function register(app: Hono<AppEnv>, routes: readonly Route[]): void {
  for (const { method, path, handle, maxBody = MAX_BODY } of routes)
    app.on(method, path, limit(maxBody), handle);
  for (const path of new Set(routes.map((route) => route.path))) {
    const allowed = routes.filter((route) => route.path === path).map((route) => route.method);
    app.all(path, (context) => {
      const detail = `${context.req.method} is not allowed here`;
      const facts = { got: context.req.method, expected: allowed.join(", ") };
      throw new HoldfastError("HF_METHOD_NOT_ALLOWED", detail, facts);
    });
  }
}

function limit(maxSize: number): ReturnType<typeof bodyLimit> {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new HoldfastError("HF_REQUEST_TOO_LARGE", "The body is too large", {
        expected: `at most ${maxSize} bytes`,
      });
    },
  });
}
