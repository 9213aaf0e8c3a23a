import type { LeftWork } from "../../session/file/left-work.ts";
import { FILE_POLICY } from "../core/headers.ts";
import { jsonBody, optionalString } from "../core/json-body.ts";
import { type Route, segmentOf } from "../core/route.ts";

/** Unsaved work whose files are gone: what there is, downloading it, writing it back, giving it up. */
export function unsavedRoutes(left: LeftWork): Route[] {
  const one = "/api/unsaved/:notebook";
  return [
    {
      method: "GET",
      path: "/api/unsaved",
      handle: async (context) => context.json({ notebooks: await left.list() }),
    },
    {
      method: "GET",
      path: one,
      handle: async (context) => {
        const { path, text } = await left.text(segmentOf(context, 2));
        const name = encodeURIComponent(path.slice(path.lastIndexOf("/") + 1));
        return new Response(text, {
          headers: {
            "Content-Type": "application/x-ipynb+json",
            "Content-Security-Policy": FILE_POLICY,
            "Content-Disposition": `attachment; filename*=UTF-8''${name.replace(/['()*]/g, "_")}`,
          },
        });
      },
    },
    {
      method: "POST",
      path: one,
      handle: async (context) => {
        const to = optionalString(await jsonBody(context), "path")?.replace(/^\//, "");
        return context.json({ path: await left.restore(segmentOf(context, 2), to) }, 201);
      },
    },
    {
      method: "DELETE",
      path: one,
      handle: async (context) => {
        await left.forget(segmentOf(context, 2));
        return new Response(null, { status: 204 });
      },
    },
  ];
}
