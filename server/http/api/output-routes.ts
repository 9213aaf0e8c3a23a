import { HoldfastError, isExecutionId } from "../../../kernels/protocol/index.ts";
import { openRegular, type RegularFile } from "../../contents/open-regular.ts";
import type { OutputFiles } from "../../outputs/output-files.ts";
import { fileResponse } from "../core/file-stream.ts";
import { FILE_POLICY } from "../core/headers.ts";
import { type Route, type RouteContext, restOfPath } from "../core/route.ts";

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
  const { handle, size } = await openOutput(outputs.pathOf(execId), execId);
  const isSaved = context.env.target.query.get("download") !== null || size > MAX_INLINE_BYTES;
  // The length was promised: the cell may go on printing.
  return fileResponse(context, handle, size, {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Security-Policy": FILE_POLICY,
    "Content-Disposition": `${isSaved ? "attachment" : "inline"}; filename="output-${execId}.txt"`,
  });
}

async function openOutput(path: string, execId: string): Promise<RegularFile> {
  try {
    return await openRegular(path, `The output of ${execId}`, { links: "followed" });
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.code !== "HF_FILE_NOT_FOUND") throw error;
    throw new HoldfastError(
      "HF_OUTPUT_GONE",
      `The full output of execution ${execId} is not kept any more`,
    );
  }
}
