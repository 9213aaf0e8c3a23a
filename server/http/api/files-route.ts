import { HoldfastError } from "../../../kernels/protocol/index.ts";
import { entryOf } from "../../contents/folder.ts";
import { openRegular } from "../../contents/open-regular.ts";
import { decodePath, resolvePath } from "../../contents/resolve-path.ts";
import { fileResponse } from "../core/file-stream.ts";
import { FILE_POLICY } from "../core/headers.ts";
import { type Route, type RouteContext, restOfPath } from "../core/route.ts";
import { mediaType } from "../static/media-types.ts";

/** `/files/<path>`: the bytes of a file of the served folder, without any right in the browser (S13). */
export function filesRoute(root: string): Route {
  return {
    method: "GET",
    path: "/files/*",
    handle: async (context) => answer(context, root),
  };
}

async function answer(context: RouteContext, root: string): Promise<Response> {
  const { path, file } = await resolvePath(root, decodePath(restOfPath(context, "/files/")));
  if ((await entryOf({ path, file })).type === "directory")
    throw new HoldfastError("HF_FILE_NOT_FOUND", `${path} is a folder`);
  const { handle, size } = await openRegular(file, path);
  const name = path.slice(path.lastIndexOf("/") + 1);
  const { type, isActive } = mediaType(name);
  const wantsSaving = context.env.target.query.get("download") !== null;
  return fileResponse(context, handle, size, {
    "Content-Type": type,
    "Content-Security-Policy": FILE_POLICY,
    "Content-Disposition": disposition(name, isActive || wantsSaving),
  });
}

function disposition(name: string, isAttachment: boolean): string {
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${isAttachment ? "attachment" : "inline"}; filename*=UTF-8''${encoded}`;
}
