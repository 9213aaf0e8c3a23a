import { afterAll, beforeAll, expect, test } from "vitest";
import { CRASH } from "../fixtures/crash.ts";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let tab: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", ["1"]);
  server = await folder.serve();
  tab = await LiveClient.attach(server, "a.ipynb");
});
afterAll(() => folder.remove());

/** A run whose kernel is killed once, which needs `needed`. */
function killed(name: string, needed: string): string {
  return `const ${name} = await run("${name}", { total: 4, state: { sum: 0 } }, async (r) => {
  for await (const i of r.steps()) {
    if (i === 3 && r.first === 0) ${CRASH};
    r.state.sum += ${needed};
    await r.checkpoint();
  }
  return r.state.sum;
});
${name}`;
}

async function resumed(id: string): Promise<string> {
  await tab.run(id);
  await tab.until(() => tab.cell(id).run.outcome === "ok");
  return texts(tab.cell(id)).at(-1)!;
}

test("what a run needs of a finished run in an earlier cell is its result, without doing it again", async () => {
  await tab.eval(`const trained = await run("trained", { seed: 3, state: {} }, async (r) => {
    globalThis.process.stdout.write("");
    return { value: r.seed + Math.floor(r.random() * 0), made: process.pid };
  });`);
  const before = texts(await tab.eval("trained.made")).at(-1)!;
  const id = await tab.add(killed("after", "trained.value"));
  expect(await resumed(id)).toBe("12");
  expect(texts(await tab.eval("[trained.made, trained.made === process.pid]"))).toEqual([
    `[ ${before}, false ]`,
  ]);
});

test("a run that did not finish begins anew there, and locks of earlier cells are taken and given back", async () => {
  await tab.eval(`let count = 0;
    try {
      await run("broken", async () => { count += 1; throw new Error("no"); });
    } catch { count += 10; }
    await using held = await lock("sales");`);
  const id = await tab.add(killed("later", "count"));
  expect(await resumed(id)).toBe("44");
  const answer = await server.fetch("/api/locks/pipe%3Asales");
  expect(await answer.json()).toMatchObject({ lock: { holder: null } });
});
