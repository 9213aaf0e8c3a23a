import { quiet } from "./harness/measure.mjs";
import { withServer } from "./harness/server.mjs";
import { resultOf } from "./harness/tab.mjs";

export const name = "runs";

/** A loop takes some seconds: a run saves at most once a second. */
const STEPS = 2_500;
const PAIRS = 6;

// Native work: V8 compiles loops of JavaScript anew after a while, and they take twice as long then, in plain Node, too.
const CELL = `import { createHash } from "node:crypto";
const bytes = Buffer.alloc(2_000_000, 7);
const work = (x: number) => createHash("sha256").update(bytes).digest()[x & 31]! + x;
const fresh = () => ({ x: 1, log: new Array(1024).fill(1) as number[] });
const times: number[] = [];
for (let pair = 0; pair < ${PAIRS}; pair++) {
  const bare = fresh();
  let began = process.cpuUsage();
  for (let i = 0; i < ${STEPS}; i++) { await null; bare.x = work(bare.x); bare.log[i & 1023] = bare.x; }
  times.push(process.cpuUsage(began).user / 1000);
  await run("bench " + pair, { total: ${STEPS}, state: fresh() }, async (r) => {
    began = process.cpuUsage();
    for await (const i of r.steps()) { r.state.x = work(r.state.x); r.state.log[i & 1023] = r.state.x; }
    times.push(process.cpuUsage(began).user / 1000);
  });
}
times.join(" ")`;

/** The same loop bare and as a run, in turn: lock, progress and checkpoints as they are by default; CPU time. */
export function rows() {
  return withServer(async (server) => {
    const tab = await server.notebook("a.ipynb", [CELL]);
    const text = resultOf((await tab.run("c1")).messages);
    tab.close();
    const times = text.replace(/'/g, "").split(" ").map(Number);
    const bare = quiet(times.filter((_, i) => i % 2 === 0));
    // Each pair by itself: the machine's speed drifts by more than a run costs.
    const costs = times
      .flatMap((ms, i) => (i % 2 === 0 ? [times[i + 1] / ms - 1] : []))
      .sort((a, b) => a - b);
    const middle = (costs[PAIRS / 2 - 1] + costs[PAIRS / 2]) / 2;
    const seconds = (times.reduce((sum, ms) => sum + ms, 0) / 2000).toFixed(0);
    return [
      {
        name: `a run of ${(bare / STEPS).toFixed(2)} ms steps against the bare loop (${seconds} s each), cost`,
        value: 100 * middle,
        unit: "%",
        target: 1,
      },
    ];
  });
}
