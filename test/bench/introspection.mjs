import { quantile } from "./harness/measure.mjs";
import { withServer } from "./harness/server.mjs";

export const name = "introspection";

const REPEATS = 60;
const WARM = 10;
const VALUES = [
  "new Float64Array(1e5)",
  "Array.from({ length: 5_000 }, (_, i) => ({ i, name: 'n' + i, tags: ['a', 'b'] }))",
  "new Map(Array.from({ length: 1_000 }, (_, i) => ['k' + i, { i }]))",
  "'text '.repeat(1_000)",
  "{ a: { b: { c: [1, 2, 3] } }, d: new Date() }",
];

/** Questions to an idle kernel with 100 variables, over the notebook's WebSocket. */
export function rows() {
  return withServer(async (server) => {
    const lines = Array.from({ length: 100 }, (_, i) => `const v${i} = ${VALUES[i % 5]};`);
    const tab = await server.notebook("names.ipynb", [lines.join("\n")]);
    await tab.run("c1");
    const questions = {
      completion: ["complete", { code: "v1[0].", cursor_pos: 6 }],
      "completion of every name": ["complete", { code: "", cursor_pos: 0 }],
      inspection: ["inspect", { code: "readCsv", cursor_pos: 3 }],
      "list of 100 variables": ["variables", {}],
    };
    const found = [];
    for (const [what, [method, params]] of Object.entries(questions)) {
      const times = [];
      for (let i = 0; i < WARM + REPEATS; i++) {
        const began = performance.now();
        const answer = await tab.ask(method, params);
        if (answer.isStale || answer.matches?.length === 0 || answer.found === false)
          throw new Error(`${what} had no answer`);
        if (i >= WARM) times.push(performance.now() - began);
      }
      for (const [label, p] of [
        ["p50", 0.5],
        ["p99", 0.99],
      ]) {
        const isList = method === "variables" && label === "p50";
        found.push({
          name: `${what}, ${label}`,
          value: quantile(times, p),
          unit: "ms",
          target: isList ? 5 : 50,
        });
      }
    }
    tab.close();
    return found;
  });
}
