import type { Executions } from "../../programs/executions.ts";
import type { KeptRuns } from "../../programs/kept-runs.ts";
import type { Resumes } from "../../programs/resumes.ts";
import type { LeftWork } from "../../session/file/left-work.ts";
import type { Notifications } from "../../store/notifications.ts";
import type { Route } from "../core/route.ts";
import { checkpointRoutes } from "./checkpoint-routes.ts";
import { entryRoute } from "./entry-route.ts";
import { eventRoutes } from "./event-routes.ts";
import { type LockServices, lockRoutes } from "./lock-routes.ts";
import { outputRoutes } from "./output-routes.ts";
import { runRoutes } from "./run-routes.ts";
import { unsavedRoutes } from "./unsaved-routes.ts";

/** What the routes of a whole server need, beside those that every server has. */
export interface ServerParts extends LockServices {
  readonly root: string;
  readonly runs: Executions;
  readonly resumes: Resumes;
  readonly kept: KeptRuns;
  readonly left: LeftWork;
  readonly notifications: Notifications;
  readonly outputs: Parameters<typeof outputRoutes>[0];
  readonly makeLink: () => string;
}

/** Every route of a whole server that is no file and no page. Tests walk this list: a new route is in it. */
export function serverRoutes(parts: ServerParts): Route[] {
  return [
    ...runRoutes(parts.root, parts.runs, parts.resumes),
    ...checkpointRoutes(parts.kept),
    ...unsavedRoutes(parts.left),
    ...lockRoutes(parts),
    ...eventRoutes(parts.events, parts.notifications),
    ...outputRoutes(parts.outputs),
    entryRoute(parts.makeLink),
  ];
}
