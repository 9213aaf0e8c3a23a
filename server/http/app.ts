import { Hono } from "hono";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { hasBody, tooLarge } from "./access/body.ts";
import { ByteBudget } from "./access/byte-budget.ts";
import type { Places } from "./access/places.ts";
import { contentsRoutes, type OpenNotebooks } from "./api/contents-routes.ts";
import { filesRoute } from "./api/files-route.ts";
import { IdempotencyKeys } from "./api/idempotency-keys.ts";
import { jupyterRoutes, type ServerStatus } from "./api/jupyter-routes.ts";
import { SECURITY_HEADERS } from "./core/headers.ts";
import type { Log } from "./core/log.ts";
import { isOurMistake, problemOf, problemResponse } from "./core/problems.ts";
import type { AppEnv, Route, RouteContext } from "./core/route.ts";
import type { Entered, StaticFiles } from "./static/static-files.ts";

/** What the HTTP interface needs of the rest of the server. */
export interface AppServices {
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
  /** What a browser is given that came with the token or a one-time code. */
  readonly enter: (context: RouteContext) => Entered;
  readonly places: Places;
}

const MAX_BODY = 1024 * 1024;

/** The routes behind the gate: the client, files, Jupyter's REST. Every answer has the security headers. */
export function createApp(services: AppServices, options: AppOptions): Hono<AppEnv> {
  const { root, openNotebooks, staticFiles, log } = services;
  const app = new Hono<AppEnv>();
  app.use(async (context, next) => {
    await next();
    const { incoming } = context.env;
    // What nobody reads has an end all the same: hono drops the body of an answer to HEAD without a word to its source.
    if (incoming.method === "HEAD") await context.res.body?.cancel();
    // A body that nobody took is not read on (S20): the connection ends with the answer.
    if (hasBody(incoming) && !incoming.complete) context.header("Connection", "close");
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      if (!context.res.headers.has(name)) context.header(name, value);
    }
  });
  register(app, options.places, [
    ...staticFiles.routes(options.enter),
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

/** Adds routes, each with its limits, and says 405 for other methods of their paths. */
function register(app: Hono<AppEnv>, places: Places, routes: readonly Route[]): void {
  const keys = new IdempotencyKeys(Date.now);
  const bytes = new ByteBudget();
  for (const { method, path, handle, place, maxBody = MAX_BODY } of routes) {
    app.on(method, path, async (context) => {
      const { incoming, outgoing, session, target } = context.env;
      context.set("maxBody", maxBody);
      if (Number(incoming.headers["content-length"] ?? 0) > maxBody) throw tooLarge(maxBody);
      const share = bytes.share(session.via === "cookie" || session.via === "code");
      context.set("share", share);
      outgoing.once("close", share.giveBack);
      if (place) outgoing.once("close", places.take(place, session));
      const key = context.req.header("idempotency-key");
      let free = (): void => {};
      context.set("claimKey", (body) => {
        if (key !== undefined) free = keys.claim(key, `${method} ${target.path} ${body}`);
      });
      try {
        const response = await handle(context);
        if (response.status >= 400) free();
        return response;
      } catch (error) {
        free();
        throw error;
      }
    });
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const allowed = routes.filter((route) => route.path === path).map((route) => route.method);
    app.all(path, (context) => {
      const detail = `${context.req.method} is not allowed here`;
      const facts = { got: context.req.method, expected: allowed.join(", ") };
      throw new HoldfastError("HF_METHOD_NOT_ALLOWED", detail, facts);
    });
  }
}
