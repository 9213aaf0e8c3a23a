import { HoldfastError } from "../../../kernels/protocol/index.ts";
import { decodePath } from "../../contents/resolve-path.ts";
import type { KeptRuns } from "../../programs/kept-runs.ts";
import { type Route, type RouteContext, restOfPath } from "../core/route.ts";

const PREFIX = "/api/checkpoints/";

/** What is kept of runs: how much it is, and taking it away (docs/runs.md, What is kept). */
export function checkpointRoutes(kept: KeptRuns): Route[] {
  return [
    {
      method: "GET",
      path: "/api/checkpoints",
      handle: async (context) => context.json(await kept.list()),
    },
    {
      method: "DELETE",
      path: "/api/checkpoints",
      handle: async (context) => context.json(await kept.clearAll()),
    },
    { method: "DELETE", path: `${PREFIX}*`, handle: (context) => clear(context, kept) },
  ];
}

async function clear(context: RouteContext, kept: KeptRuns): Promise<Response> {
  const runId = decodePath(restOfPath(context, PREFIX));
  const bytes = await kept.clear(runId);
  if (bytes === undefined)
    throw new HoldfastError("HF_NOT_FOUND", `Nothing is kept of a run ${runId.slice(0, 100)}`);
  return context.json({ cleared: 1, bytes });
}
