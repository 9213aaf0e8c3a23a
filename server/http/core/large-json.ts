import { HoldfastError } from "../../../kernels/protocol/index.ts";
import { inPieces } from "./file-stream.ts";
import type { RouteContext } from "./route.ts";
import { Turns } from "./turns.ts";

/** An answer of more bytes goes out in pieces, and counts. */
const LARGE = 1024 * 1024;

/** What becomes a long text is read, parsed and written by few at a time: each takes several times its length. */
const turns = new Turns(2);

/** Makes a JSON answer that may be long: it waits for its turn, and counts among the bytes that wait for clients. */
export async function largeJson(
  context: RouteContext,
  make: () => Promise<unknown>,
): Promise<Response> {
  const bytes = await turns.take(async () => {
    // A client that left while it stood in line is not worked for.
    if (context.env.outgoing.destroyed)
      throw new HoldfastError("HF_REQUEST_INVALID", "The client left before its answer was made");
    return Buffer.from(JSON.stringify(await make()));
  });
  const headers = { "Content-Type": "application/json", "Content-Length": String(bytes.length) };
  if (bytes.length <= LARGE) return new Response(new Uint8Array(bytes), { headers });
  const share = context.get("share");
  share.add(bytes.length);
  return new Response(inPieces(bytes), { headers });
}
