import { connect, type Socket } from "node:net";
import type { ServerProcess } from "./server-process.ts";

/** How a client behaves that is no browser. */
export type Manner = "reads" | "leaves at once" | "never reads" | "pauses";

/** The text of a request as it goes over the wire; the token is in it. */
export function requestText(
  server: ServerProcess,
  method: string,
  target: string,
  options: { readonly body?: string; readonly headers?: readonly string[] } = {},
): string {
  const { body, headers = [] } = options;
  return [
    `${method} ${target} HTTP/1.1`,
    `Host: 127.0.0.1:${server.port}`,
    `Authorization: token ${server.token}`,
    ...(body === undefined
      ? []
      : ["Content-Type: application/json", `Content-Length: ${Buffer.byteLength(body)}`]),
    ...headers,
    "",
    body ?? "",
  ].join("\r\n");
}

/** Sends a text over a bare socket and gives the head of what comes back, then leaves. */
export function headOf(server: ServerProcess, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, "127.0.0.1", () => socket.write(text));
    let got = "";
    socket.setEncoding("latin1");
    socket.on("data", (piece: string) => {
      got += piece;
      if (got.includes("\r\n\r\n")) socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(got));
  });
}

/** Sends a text and behaves as told; resolves with the socket when the text has been sent. */
export function sendAs(server: ServerProcess, text: string, manner: Manner): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => {});
    if (manner === "never reads") socket.pause();
    if (manner === "reads") socket.resume();
    if (manner === "pauses") {
      socket.once("data", () => socket.pause());
    }
    socket.on("connect", () =>
      socket.write(text, () => {
        if (manner === "leaves at once") socket.destroy();
        resolve(socket);
      }),
    );
    socket.on("close", () => resolve(socket));
  });
}
