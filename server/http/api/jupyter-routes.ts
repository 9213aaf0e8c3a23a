import { userInfo } from "node:os";
import { newNotebookMetadata } from "../../../kernels/protocol/index.ts";
import type { Route } from "../core/route.ts";

/** What `/api/status` tells. */
export interface ServerStatus {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly lastActivityAt: number;
  readonly kernels: number;
  readonly connections: number;
}

/** The parts of Jupyter's REST that tell what this server is. */
export function jupyterRoutes(facts: {
  readonly version: string;
  readonly status: () => ServerStatus;
}): Route[] {
  return [
    {
      method: "GET",
      path: "/api",
      handle: (context) => context.json({ version: facts.version }),
    },
    {
      method: "GET",
      path: "/api/status",
      handle: (context) => {
        const { startedAt, lastActivityAt, kernels, connections } = facts.status();
        return context.json({
          started: new Date(startedAt).toISOString(),
          last_activity: new Date(lastActivityAt).toISOString(),
          kernels,
          connections,
        });
      },
    },
    { method: "GET", path: "/api/me", handle: (context) => context.json(me()) },
    {
      method: "GET",
      path: "/api/kernelspecs",
      handle: (context) =>
        context.json({ default: kernelspec.name, kernelspecs: { [kernelspec.name]: kernelspec } }),
    },
    {
      method: "GET",
      path: "/api/kernelspecs/holdfast",
      handle: (context) => context.json(kernelspec),
    },
  ];
}

const { name, display_name, language } = newNotebookMetadata.kernelspec as Record<string, string>;

const kernelspec = {
  name: name ?? "holdfast",
  spec: {
    argv: [],
    display_name,
    language,
    env: {},
    interrupt_mode: "message",
    metadata: {},
  },
  resources: {},
};

function me(): unknown {
  const username = userName();
  return {
    identity: {
      username,
      name: username,
      display_name: username,
      initials: username.slice(0, 2).toUpperCase(),
      avatar_url: null,
      color: null,
    },
    permissions: {},
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in the password file, as in some containers.
    return "user";
  }
}
