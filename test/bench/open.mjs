import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withServer } from "./harness/server.mjs";

export const name = "open";

const cell = (i, outputs) => ({
  cell_type: "code",
  execution_count: 1,
  id: `c${i}`,
  metadata: {},
  outputs,
  source: [`const x = ${i}\n`, "x"],
});
const display = (data) => ({ data, metadata: {}, output_type: "display_data" });
const image = () => display({ "image/png": "A".repeat(1_000_000) });
const text = (n) => display({ "text/plain": [`'${n}'`] });
const of = (n, make) => Array.from({ length: n }, (_, i) => make(i));

/** Large notebooks, each made when it is its turn. */
const LARGE = {
  "54 MB of images": () => of(54, (i) => cell(i, [image()])),
  "100,000 cells": () => of(100_000, (i) => cell(i, [])),
  "200,000 outputs": () => of(1_000, (i) => cell(i, of(200, text))),
};

/** Opening a large notebook as a tab does: the time, the longest pause of the server meanwhile, and the memory it took. */
export async function rows() {
  const found = [];
  for (const [what, make] of Object.entries(LARGE)) found.push(...(await opened(what, make())));
  return found;
}

function opened(what, cells) {
  return withServer(async (server) => {
    const notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
    writeFileSync(join(server.folder.root, "large.ipynb"), JSON.stringify(notebook, null, 1));
    const before = peak(server.pid);
    const pauses = watch(server);
    const began = performance.now();
    const tab = await server.tab("large.ipynb");
    const ms = performance.now() - began;
    const pause = await pauses.end();
    const memory = peak(server.pid) - before;
    tab.close();
    return [
      { name: `open ${what}`, value: ms, unit: "ms" },
      { name: `open ${what}: longest pause of the server`, value: pause, unit: "ms", target: 200 },
      { name: `open ${what}: memory`, value: memory, unit: "MiB", target: 300 },
    ];
  });
}

/** Asks the server all the time; what takes longest shows how long it stood still. */
function watch(server) {
  let isOver = false;
  const asking = (async () => {
    let longest = 0;
    while (!isOver) {
      const began = performance.now();
      await (await server.fetch("/api")).text();
      longest = Math.max(longest, performance.now() - began);
    }
    return longest;
  })();
  return {
    end() {
      isOver = true;
      return asking;
    },
  };
}

/** The most memory that a process has had, in MiB; 0 where the system does not tell. */
function peak(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)[1]) / 1024;
  } catch {
    return 0;
  }
}
