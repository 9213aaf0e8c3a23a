import { existsSync, readFileSync } from "node:fs";
import { withServer } from "./harness/server.mjs";

export const name = "memory";

const SETTLE_MS = 3000;

/** Proportional set size of an idle server with one open notebook, and of that notebook's idle kernel. */
export function rows() {
  if (!existsSync("/proc/self/smaps_rollup")) return []; // Linux only
  return withServer(async (server) => {
    const tab = await server.notebook("a.ipynb", []);
    const kernel = Number(await tab.evaluate("process.pid"));
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const found = [
      { name: "idle server, PSS", value: pss(server.pid), unit: "MiB", target: 80 },
      { name: "idle kernel, PSS", value: pss(kernel), unit: "MiB", target: 70 },
    ];
    tab.close();
    return found;
  });
}

function pss(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)[1]) / 1024;
}
