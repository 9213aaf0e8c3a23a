import type { Route } from "../core/route.ts";

/** `POST /api/entry-links`: a new one-time link, for whoever has the token already (`holdfast status`). */
export function entryRoute(makeLink: () => string): Route {
  return {
    method: "POST",
    path: "/api/entry-links",
    handle: (context) => context.json({ url: makeLink() }, 201),
  };
}
