import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { HoldfastError, isExecutionId } from "../../kernels/protocol/index.ts";
import type { OutputFiles } from "../outputs/output-files.ts";
import { FILE_POLICY } from "./headers.ts";
import { type Route, type RouteContext, restOfPath } from "./route.ts";

const PREFIX = "/api/outputs/";
/** A larger text is only offered for saving: a tab that shows it would hang. */
const MAX_INLINE_BYTES = 20_000_000;

/** `/api/outputs/<execution>`: all that a cell printed which shows a part of it; `?download` saves it. */
export function outputRoutes(outputs: OutputFiles): Route[] {
  return [{ method: "GET", path: `${PREFIX}*`, handle: (context) => answer(context, outputs) }];
}

async function answer(context: RouteContext, outputs: OutputFiles): Promise<Response> {
  const execId = restOfPath(context, PREFIX);
  if (!isExecutionId(execId))
    throw new HoldfastError("HF_REQUEST_INVALID", "This names no execution", {
      got: JSON.stringify(execId.slice(0, 100)),
      expected: "the id of an execution",
    });
  const file = await openOutput(outputs.pathOf(execId), execId);
  const { size } = await file.stat();
  const isSaved = context.env.target.query.get("download") !== null || size > MAX_INLINE_BYTES;
  const headers = {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": String(size),
    "Content-Security-Policy": FILE_POLICY,
    "Content-Disposition": `${isSaved ? "attachment" : "inline"}; filename="output-${execId}.txt"`,
  };
  if (context.req.method === "HEAD" || size === 0) {
    await file.close();
    return new Response(context.req.method === "HEAD" ? null : "", { headers });
  }
  // `end` keeps to the length that was promised while the cell goes on printing.
  const stream = file.createReadStream({ end: size - 1 });
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, { headers });
}

async function openOutput(path: string, execId: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new HoldfastError(
      "HF_OUTPUT_GONE",
      `The full output of execution ${execId} is not kept any more`,
    );
  }
}
