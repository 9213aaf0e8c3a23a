import type { Server } from "node:http";
import { HoldfastError } from "../../kernels/protocol/index.ts";

const FIRST_PORT = 8888;
const TRIES = 100;

/**
 * Starts to listen: on the port that was given, or on 8888 or the next free one.
 *
 * @returns the port
 * @throws HoldfastError HF_PORT_IN_USE, HF_USAGE (the host is none of this machine, the port is not allowed)
 */
export async function listen(
  server: Server,
  host: string,
  port: number | undefined,
): Promise<number> {
  if (port !== undefined) return listenOn(server, host, port);
  for (let next = FIRST_PORT; next < FIRST_PORT + TRIES; next++) {
    try {
      return await listenOn(server, host, next);
    } catch (error) {
      if (!(error instanceof HoldfastError && error.code === "HF_PORT_IN_USE")) throw error;
    }
  }
  return listenOn(server, host, 0);
}

async function listenOn(server: Server, host: string, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ port, host: host.replace(/^\[(.*)\]$/, "$1") }, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } catch (error) {
    throw listenError(error, host, port);
  }
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

function listenError(error: unknown, host: string, port: number): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return new HoldfastError("HF_PORT_IN_USE", `Port ${port} of ${host} is taken`, {
        cause: error,
      });
    case "EACCES":
      return new HoldfastError("HF_USAGE", `Port ${port} may not be opened`, {
        expected: "a port above 1023",
        cause: error,
      });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new HoldfastError("HF_USAGE", `${host} is no address of this machine`, {
        cause: error,
      });
    default:
      return error;
  }
}
