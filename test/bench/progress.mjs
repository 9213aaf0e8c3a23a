import { median } from "./harness/measure.mjs";
import { withServer } from "./harness/server.mjs";
import { resultOf } from "./harness/tab.mjs";

export const name = "progress";

const STEPS = 400_000;
const REPEATS = 9;

const cell = (call) => `let x = 1;
const began = performance.now();
for (let i = 0; i < ${STEPS}; i++) {
  for (let j = 0; j < 400; j++) x = (Math.imul(x, 31) + j) | 0;
  ${call}
}
[performance.now() - began, x].join(" ")`;

/** A loop of steps of about 1 µs with and without `progress()`, in turn. */
export function rows() {
  return withServer(async (server) => {
    const tab = await server.notebook("a.ipynb", [cell(""), cell(`progress(i, ${STEPS});`)]);
    const plain = [];
    const shown = [];
    for (let i = 0; i < REPEATS; i++) {
      plain.push(await seconds(tab, "c1"));
      shown.push(await seconds(tab, "c2"));
    }
    tab.close();
    const cost = median(shown.map((ms, i) => ms / plain[i])) - 1;
    return [
      {
        name: `progress() in steps of ${((1000 * median(plain)) / STEPS).toFixed(2)} µs, cost`,
        value: 100 * cost,
        unit: "%",
        target: 1,
      },
    ];
  });
}

async function seconds(tab, cellId) {
  return Number.parseFloat(resultOf((await tab.run(cellId)).messages).replace(/'/g, ""));
}
