import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { readError } from "../contents/file-errors.ts";
import { entryOf } from "../contents/folder.ts";
import { decodePath, resolvePath } from "../contents/resolve-path.ts";
import { FILE_POLICY } from "./headers.ts";
import { mediaType } from "./media-types.ts";
import { type Route, type RouteContext, restOfPath } from "./route.ts";

/** `/files/<path>`: the bytes of a file of the served folder, without any right in the browser (S13). */
export function filesRoute(root: string): Route {
  return {
    method: "GET",
    path: "/files/*",
    handle: async (context) => answer(context, root),
  };
}

async function answer(context: RouteContext, root: string): Promise<Response> {
  const resolved = await resolvePath(root, decodePath(restOfPath(context, "/files/")));
  const entry = await entryOf(resolved);
  if (entry.type === "directory")
    throw new HoldfastError("HF_FILE_NOT_FOUND", `${entry.path} is a folder`);
  const { type, isActive } = mediaType(entry.name);
  const wantsSaving = context.env.target.query.get("download") !== null;
  const headers = {
    "Content-Type": type,
    "Content-Length": String(entry.size),
    "Content-Security-Policy": FILE_POLICY,
    "Content-Disposition": disposition(entry.name, isActive || wantsSaving),
  };
  if (context.req.method === "HEAD") return new Response(null, { headers });
  const file = await open(resolved.file, "r").catch((error: unknown) => {
    throw readError(error, entry.path);
  });
  const size = entry.size ?? 0;
  if (size === 0) {
    await file.close();
    return new Response("", { headers });
  }
  // `end` keeps to the length that was promised when the file grows meanwhile.
  const stream = file.createReadStream({ end: size - 1 });
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, { headers });
}

function disposition(name: string, isAttachment: boolean): string {
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${isAttachment ? "attachment" : "inline"}; filename*=UTF-8''${encoded}`;
}
