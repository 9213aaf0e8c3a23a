import { quiet } from "./harness/measure.mjs";
import { withServer } from "./harness/server.mjs";
import { resultOf } from "./harness/tab.mjs";

export const name = "progress";

const STEPS = 150_000;
const REPEATS = 30;

const cell = (call) => `let x = 1;
const began = process.cpuUsage();
for (let i = 0; i < ${STEPS}; i++) {
  for (let j = 0; j < 700; j++) x = (Math.imul(x, 31) + j) | 0;
  ${call}
}
[process.cpuUsage(began).user / 1000, x].join(" ")`;

/** A loop of steps of about 1 µs with and without `progress()`, in turn; CPU time, as other programs run beside. */
export function rows() {
  return withServer(async (server) => {
    const tab = await server.notebook("a.ipynb", [cell(""), cell(`progress(i, ${STEPS});`)]);
    const plain = [];
    const shown = [];
    for (let i = 0; i < REPEATS; i++) {
      plain.push(await milliseconds(tab, "c1"));
      shown.push(await milliseconds(tab, "c2"));
    }
    tab.close();
    const cost = quiet(shown) / quiet(plain) - 1;
    return [
      {
        name: `progress() in steps of ${((1000 * quiet(plain)) / STEPS).toFixed(2)} µs, cost`,
        value: 100 * cost,
        unit: "%",
        target: 1,
      },
    ];
  });
}

async function milliseconds(tab, cellId) {
  return Number.parseFloat(resultOf((await tab.run(cellId)).messages).replace(/'/g, ""));
}
