import { median, quantile } from "./harness/measure.mjs";
import { withServer } from "./harness/server.mjs";
import { resultOf } from "./harness/tab.mjs";

export const name = "interrupt";

const N = 40;
const FORMS = {
  "while(true){}": 'console.log("here");\nwhile (true) {}',
  "an await that never ends": 'console.log("here");\nawait new Promise(() => {});',
};

/** From the request to stop to the end of the cell; the variables of an earlier cell are looked at each time. */
export function rows() {
  return withServer(async (server) => {
    const tab = await server.notebook("a.ipynb", [
      "let kept = 42",
      ...Object.values(FORMS),
      "kept",
    ]);
    await tab.run("c1");
    const found = [];
    for (const [i, form] of Object.keys(FORMS).entries()) {
      const times = [];
      let kept = 0;
      for (let n = 0; n < N; n++) {
        try {
          times.push(await stopped(tab, `c${i + 2}`));
          if (resultOf((await tab.run("c4")).messages) === "42") kept++;
        } catch {
          await tab.run("c1"); // the kernel was replaced
        }
      }
      found.push(
        { name: `interrupt of ${form}, p50`, value: median(times), unit: "ms", target: 20 },
        {
          name: `interrupt of ${form}, p99`,
          value: quantile(times, 0.99),
          unit: "ms",
          target: 100,
        },
        {
          name: `interrupt of ${form}, variables kept of ${N}`,
          value: kept,
          unit: "times",
          isLeast: true,
          target: N,
        },
      );
    }
    tab.close();
    return found;
  });
}

async function stopped(tab, cellId) {
  const runs = tab.untilMessage(({ header }) => header.msg_type === "stream");
  const ended = tab.run(cellId);
  await Promise.race([runs, ended]);
  const began = performance.now();
  tab.operate({ type: "cancel", cellIds: [cellId] });
  await ended;
  return performance.now() - began;
}
