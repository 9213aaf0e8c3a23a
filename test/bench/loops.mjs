import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { command, quiet } from "./harness/measure.mjs";
import { withServer } from "./harness/server.mjs";
import { resultOf } from "./harness/tab.mjs";

export const name = "hot loops";

const REPEATS = 9;
const STEPS = 5e7;
const BODIES = { int: "+= i % 7", float: "+= i * 0.5 + (i % 3)" };

const loop = (variable, body) => `for (let i = 0; i < ${STEPS}; i++) ${variable} ${body};`;
const clocked = (text) =>
  `const began = process.cpuUsage();\n${text}\nconst ms = process.cpuUsage(began).user / 1000;`;

/** The loop as a cell in four forms, in turn with fresh plain scripts; each takes its own CPU time. */
export function rows() {
  return withServer(async (server) => {
    const found = [];
    for (const [kind, body] of Object.entries(BODIES)) {
      const forms = {
        "as one cell": [`let s = 0;\n${clocked(loop("s", body))}\nms`, 0.95],
        "over a variable of an earlier cell": [`${clocked(loop("earlier", body))}\nms`, 0.8],
        "in a function": [
          `function work() { ${clocked(`let s = 0; ${loop("s", body)}`)} return [s, ms]; }\nwork()[1]`,
          0.95,
        ],
        "over a captured variable": [`${clocked(loop("captured", body))}\nms`, 0.8, "capturing"],
      };
      const tab = await server.notebook(`${kind}.ipynb`, [
        "let earlier = 0;",
        "let captured = 0;\nconst see = () => captured;",
        ...Object.values(forms).map(([source]) => source),
      ]);
      const scripts = { plain: "let s = 0;", capturing: "let s = 0;\nconst see = () => s;" };
      const pathOf = (script) => join(server.folder.root, `${kind}-${script}.cjs`);
      for (const [script, head] of Object.entries(scripts))
        writeFileSync(
          pathOf(script),
          `${head}\n${clocked(loop("s", body))}\nconsole.log(ms, s);\n`,
        );
      await tab.run("c1");
      await tab.run("c2");
      const plain = { plain: [], capturing: [] };
      const own = Object.fromEntries(Object.keys(forms).map((form) => [form, []]));
      for (let i = 0; i < REPEATS; i++) {
        for (const [script, times] of Object.entries(plain))
          times.push(Number.parseFloat((await command(process.execPath, [pathOf(script)])).stdout));
        for (const [j, form] of Object.keys(forms).entries()) {
          await tab.run("c1");
          own[form].push(Number(resultOf((await tab.run(`c${j + 3}`)).messages)));
        }
      }
      tab.close();
      for (const [form, [, target, reference = "plain"]] of Object.entries(forms)) {
        found.push({
          name: `${kind} loop ${form}, speed`,
          value: quiet(plain[reference]) / quiet(own[form]),
          unit: `× ${reference} script`,
          isLeast: true,
          target,
        });
      }
    }
    return found;
  });
}
