// The reference of a round trip: a WebSocket server that passes each message through a Unix socket to a second
// process and back, and nothing else. `node echo.mjs` is the first process, `node echo.mjs <path>` the second.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocketServer } from "ws";

const [path] = process.argv.slice(2);
if (path) {
  const socket = connect(path);
  socket.on("data", (bytes) => socket.write(bytes));
  socket.on("close", () => process.exit(0));
} else {
  const folder = mkdtempSync(join(tmpdir(), "hf-echo-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  process.on("disconnect", () => process.exit(0));
  let pipe;
  const unix = createServer((socket) => {
    pipe = socket;
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
    server.on("listening", () => process.send(server.address().port));
    server.on("connection", (ws) => {
      ws.on("message", (data) => pipe.write(data));
      pipe.on("data", (bytes) => ws.send(bytes.toString("utf8")));
    });
  });
  unix.listen(join(folder, "s"), () => {
    const other = fork(import.meta.filename, [join(folder, "s")]);
    process.on("exit", () => other.kill("SIGKILL"));
  });
}
