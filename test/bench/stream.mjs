import { median } from "./harness/measure.mjs";
import { withServer } from "./harness/server.mjs";
import { streamOf } from "./harness/tab.mjs";

export const name = "stream and display";

const LINES = 10_000;
const N = 5;

export function rows() {
  return withServer(async (server) => {
    const tab = await server.notebook("a.ipynb", [
      `for (let i = 0; i < ${LINES}; i++) console.log("line " + i);`,
      `for (let i = 1; i <= ${LINES}; i++) await display(i, { display_id: "d", update: i > 1 });`,
      "1+1",
    ]);
    await tab.run("c3");
    const lines = await repeat(tab, "c1", lineFacts);
    const updates = await repeat(tab, "c2", updateFacts);
    tab.close();
    const worst = (list, key) => Math.max(...list.map((facts) => facts[key]));
    return [
      { name: "10,000 lines", value: median(lines.map(({ ms }) => ms)), unit: "ms", target: 120 },
      { name: "10,000 lines, lost", value: worst(lines, "lost"), unit: "lines", target: 0 },
      { name: "10,000 lines, messages", value: worst(lines, "count"), unit: "", target: 40 },
      {
        name: "10,000 lines, messages after idle",
        value: worst(lines, "late"),
        unit: "",
        target: 0,
      },
      {
        name: "one display updated 10,000 times",
        value: median(updates.map(({ ms }) => ms)),
        unit: "ms",
        target: 200,
      },
      {
        name: "one display, updates sent",
        value: worst(updates, "count"),
        unit: "",
        target: 60,
      },
      {
        name: "one display, last value missing",
        value: worst(updates, "missing"),
        unit: "times",
        target: 0,
      },
    ];
  });
}

async function repeat(tab, cellId, facts) {
  const found = [];
  for (let i = 0; i < N; i++) {
    const { messages, ms } = await tab.run(cellId);
    found.push({ ms, ...facts(messages) });
  }
  return found;
}

function lineFacts(messages) {
  const streams = messages.filter(({ header }) => header.msg_type === "stream");
  const lines = new Set(streamOf(messages).split("\n").filter(Boolean));
  const idle = messages.findIndex(({ header }) => header.msg_type === "status");
  const late = messages.slice(idle).filter(({ header }) => header.msg_type === "stream").length;
  return { lost: LINES - lines.size, count: streams.length, late };
}

function updateFacts(messages) {
  const shown = messages.filter(({ header }) => /display_data$/.test(header.msg_type));
  const last = shown.at(-1)?.content.data["text/plain"];
  return { count: shown.length, missing: last === String(LINES) ? 0 : 1 };
}
