import type { IncomingMessage } from "node:http";
import { HoldfastError } from "../../../kernels/protocol/index.ts";
import type { Share } from "./byte-budget.ts";

/**
 * Reads the body of a request, not a byte more than it may have: what is too long is refused as soon as it is, said or
 * not, and a client that leaves ends the reading.
 *
 * @param share what it has in memory is counted there
 * @throws HoldfastError HF_REQUEST_TOO_LARGE, HF_TOO_MANY_REQUESTS, HF_REQUEST_INVALID when the client left before the end
 */
export async function readBody(
  incoming: IncomingMessage,
  maxBytes: number,
  share?: Pick<Share, "add">,
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    // The stream is left open: the answer still has to go out on its socket.
    for await (const piece of incoming.iterator({ destroyOnReturn: false })) {
      length += (piece as Buffer).length;
      if (length > maxBytes) throw tooLarge(maxBytes);
      share?.add((piece as Buffer).length);
      pieces.push(piece as Buffer);
    }
  } catch (error) {
    if (error instanceof HoldfastError) throw error;
    throw new HoldfastError("HF_REQUEST_INVALID", "The client left before its body was whole", {
      got: `${length} bytes`,
      cause: error,
    });
  }
  return Buffer.concat(pieces);
}

/** What a body is answered that has more bytes than the route takes. */
export function tooLarge(maxBytes: number): HoldfastError {
  return new HoldfastError("HF_REQUEST_TOO_LARGE", "The body is too large", {
    expected: `at most ${maxBytes} bytes`,
  });
}

/** Tells whether a request has a body, or says so. */
export function hasBody({ headers }: Pick<IncomingMessage, "headers">): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}
