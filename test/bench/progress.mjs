import { quiet } from "./harness/measure.mjs";
import { withServer } from "./harness/server.mjs";
import { resultOf } from "./harness/tab.mjs";

export const name = "progress";

const STEPS = 150_000;
const PAIRS = 20;
const WARM = 2;

const loop = (call) => `{
  const began = process.cpuUsage();
  for (let i = 0; i < ${STEPS}; i++) {
    for (let j = 0; j < 700; j++) x = (Math.imul(x, 31) + j) | 0;
    ${call}
  }
  times.push(process.cpuUsage(began).user / 1000);
}`;
const CELL = `let x = 1;
const times: number[] = [];
for (let pair = 0; pair < ${PAIRS}; pair++) {
  ${loop("")}
  ${loop(`progress(i, ${STEPS});`)}
}
times.join(" ")`;

/** A loop of steps of about 1 µs with and without `progress()`, in turn; CPU time, as other programs run beside. */
export function rows() {
  return withServer(async (server) => {
    const tab = await server.notebook("a.ipynb", [CELL]);
    const text = resultOf((await tab.run("c1")).messages);
    tab.close();
    const times = text
      .replace(/'/g, "")
      .split(" ")
      .map(Number)
      .slice(2 * WARM);
    const plain = quiet(times.filter((_, i) => i % 2 === 0));
    const shown = quiet(times.filter((_, i) => i % 2 === 1));
    return [
      {
        name: `progress() in steps of ${((1000 * plain) / STEPS).toFixed(2)} µs, cost`,
        value: 100 * (shown / plain - 1),
        unit: "%",
        target: 1,
      },
    ];
  });
}
