import { withServer } from "./harness/server.mjs";
import { resultOf } from "./harness/tab.mjs";

export const name = "maps";

/** Items that take their thread some time, and nothing else. */
const CELL = `const items = Array.from({ length: 160 }, (_, i) => i);
const times: number[] = [];
const results: string[] = [];
for (const workers of [1, 2, 1, 2]) {
  const began = performance.now();
  results.push(JSON.stringify(await runMap("map", items, (seed: number, { random }) => { let sum = 0; for (let i = 0; i < 2_000_000; i++) sum += random(); return sum + seed; }, { workers, seed: 3 })));
  times.push(performance.now() - began);
}
JSON.stringify([...times, new Set(results).size])`;

/** The same map on one thread and on two, in turn; the digits have to be the same. */
export function rows() {
  return withServer(async (server) => {
    const tab = await server.notebook("a.ipynb", [CELL]);
    const text = resultOf((await tab.run("c1")).messages);
    tab.close();
    const [one, two, oneAgain, twoAgain, different] = JSON.parse(text.replace(/'/g, ""));
    return [
      {
        name: `runMap of 160 items on one thread in the time of two workers${different === 1 ? "" : " (OTHER DIGITS)"}`,
        value: Math.min(one, oneAgain) / Math.min(two, twoAgain),
        unit: "×",
        target: 1.7,
        isLeast: true,
      },
    ];
  });
}
