import { fork } from "node:child_process";
import { join } from "node:path";
import { WebSocket } from "ws";
import { median, quantile, timed } from "./harness/measure.mjs";
import { withServer } from "./harness/server.mjs";

export const name = "round trip";

const N = 300;
const WARM = 50;

/** `1+1` over the notebook's WebSocket to reply and idle, in turn with an echo through `ws` and a Unix socket. */
export function rows() {
  return withServer(async (server) => {
    const tab = await server.notebook("a.ipynb", ["1+1"]);
    const echo = await openEcho();
    const own = [];
    const reference = [];
    try {
      for (let i = 0; i < WARM + N; i++) {
        const { ms } = await tab.run("c1");
        const echoed = await timed(() => echo.send());
        if (i < WARM) continue;
        own.push(ms);
        reference.push(echoed);
      }
    } finally {
      echo.close();
      tab.close();
    }
    const row = { unit: "ms", reference: median(reference), referenceName: "ws + Unix socket" };
    return [
      { ...row, name: "round trip of 1+1, p50", value: median(own), target: 2 },
      {
        ...row,
        name: "round trip of 1+1, p99",
        value: quantile(own, 0.99),
        reference: quantile(reference, 0.99),
        target: 10,
      },
      {
        name: "round trip of 1+1, p50 to the echo's",
        value: median(own) / median(reference),
        unit: "×",
        target: 4,
      },
    ];
  });
}

/** The echo, and its end. */
async function openEcho() {
  const child = fork(join(import.meta.dirname, "harness/echo.mjs"));
  const port = await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("error", reject);
  });
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const text = JSON.stringify({ type: "operation", text: "1+1".padEnd(200) });
  return {
    send: () =>
      new Promise((resolve) => {
        socket.once("message", resolve);
        socket.send(text);
      }),
    close() {
      socket.terminate();
      child.disconnect();
    },
  };
}
