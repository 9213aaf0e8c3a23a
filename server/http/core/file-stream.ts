import type { FileHandle } from "node:fs/promises";
import type { AppBindings, RouteContext } from "./route.ts";

const PIECE = 256 * 1024;

/**
 * The first bytes of an open file as a body: one piece is read when the one before was taken, so that a download costs
 * a piece of memory and not the file. It closes the file, however it ends.
 *
 * @param size what was promised as Content-Length: a file that grows meanwhile is cut there, one that gets
 *   shorter breaks the answer off
 */
function fileStream(
  file: FileHandle,
  size: number,
  outgoing: AppBindings["outgoing"],
): ReadableStream<Uint8Array> {
  let done = 0;
  const close = (): Promise<void> => file.close().catch(() => undefined);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const piece = Buffer.allocUnsafe(Math.min(PIECE, size - done));
          const { bytesRead } = await file.read(piece, 0, piece.length, done);
          if (bytesRead === 0) throw new Error("The file got shorter while it was sent");
          done += bytesRead;
          controller.enqueue(piece.subarray(0, bytesRead));
          if (done < size) return;
          await close();
          controller.close();
        } catch {
          // The length was promised and cannot be kept: the client sees its connection break off.
          await close();
          outgoing.destroy();
          controller.close();
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}

/** The answer with an open file as its body; the file is closed, whatever comes of the answer. */
export async function fileResponse(
  context: RouteContext,
  file: FileHandle,
  size: number,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const all = { ...headers, "Content-Length": String(size) };
  const isHead = context.env.incoming.method === "HEAD";
  if (!isHead && size > 0)
    return new Response(fileStream(file, size, context.env.outgoing), { headers: all });
  await file.close();
  return new Response(isHead ? null : "", { headers: all });
}

/** Bytes as a body, one piece at a time: what has gone is seen, and a client that stopped taking can be told from a slow one. */
export function inPieces(bytes: Buffer): ReadableStream<Uint8Array> {
  let done = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        controller.enqueue(bytes.subarray(done, done + PIECE));
        done += PIECE;
        if (done >= bytes.length) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
