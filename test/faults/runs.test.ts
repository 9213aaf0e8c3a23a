import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LiveClient } from "../integration/live-client.ts";
import { texts } from "../integration/notebook-driver.ts";
import { ServedFolder, type ServerProcess } from "../integration/server-process.ts";
import { report, rounds } from "./rounds.ts";

/** 120 steps of about 4 ms whose result depends on every random number of every step. */
const SOURCE = `const digits = await run("digits", { total: 120, seed: 11, state: { sum: 0, log: [] as number[] } }, async (r) => {
  console.log('pid ' + process.pid);
  for await (const i of r.steps()) {
    r.state.sum += r.random.normal() * (i + 1);
    if (i % 10 === 0) r.state.log.push(r.state.sum);
    if (i % 3 === 0) await r.checkpoint();
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  return r.state.sum + ' ' + r.state.log.join();
});
digits`;

let folder: ServedFolder;
let server: ServerProcess;
let tab: LiveClient;
let expected: string;

beforeEach(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", [SOURCE]);
  server = await folder.serve();
  tab = await LiveClient.attach(server, "a.ipynb");
  expected = texts(await tab.run("c1")).at(-1)!;
});
afterEach(() => folder.remove());

async function runsFor(ms: number): Promise<number> {
  await tab.start("c1");
  await tab.until(
    () => tab.cell("c1").run.status === "running" && /pid \d/.test(texts(tab.cell("c1")).join()),
  );
  await new Promise((resolve) => setTimeout(resolve, ms));
  return Number(/pid (\d+)/.exec(texts(tab.cell("c1")).join())![1]);
}

/** Ends the run by faults until it has come to its end; gives its digits. */
async function toTheEnd(
  fault: (kernel: number) => Promise<void>,
  random: () => number,
): Promise<string> {
  for (let kill = 0; kill < 3; kill++) {
    const kernel = await runsFor(60 + 120 * random());
    await fault(kernel);
    await tab.until((state) => state.executions.length === 0);
    await tab.until(
      () => tab.cell("c1").run.resumable !== undefined || tab.cell("c1").run.outcome === "ok",
    );
  }
  return texts(await tab.run("c1")).at(-1)!;
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

describe("a run that is ended again and again has the digits of an uninterrupted one", () => {
  const ROUNDS = rounds(1);

  test(`by kill -9 of its kernel, ${ROUNDS} × 3 times`, {
    timeout: 60_000 + ROUNDS * 20_000,
  }, async () => {
    const random = generator(3);
    for (let round = 0; round < ROUNDS; round++) {
      const digits = await toTheEnd(async (kernel) => {
        process.kill(kernel, "SIGKILL");
      }, random);
      expect(digits).toBe(expected);
    }
    report({
      fault: "kill -9 of the kernel during a run",
      rounds: 3 * ROUNDS,
      "same digits": ROUNDS,
    });
  });

  test(`by kill -9 of its server, ${ROUNDS} × 3 times`, {
    timeout: 60_000 + ROUNDS * 30_000,
  }, async () => {
    const random = generator(5);
    for (let round = 0; round < ROUNDS; round++) {
      const digits = await toTheEnd(async () => {
        await server.stop("SIGKILL");
        server = await folder.serve();
        tab = await LiveClient.attach(server, "a.ipynb");
      }, random);
      expect(digits).toBe(expected);
    }
    report({
      fault: "kill -9 of the server during a run",
      rounds: 3 * ROUNDS,
      "same digits": ROUNDS,
    });
  });

  test(`by a stop, ${ROUNDS} × 3 times`, { timeout: 60_000 + ROUNDS * 20_000 }, async () => {
    const random = generator(7);
    for (let round = 0; round < ROUNDS; round++) {
      const digits = await toTheEnd(async () => {
        await tab.operate({ type: "cancel" });
      }, random);
      expect(digits).toBe(expected);
    }
    report({ fault: "stop of a run", rounds: 3 * ROUNDS, "same digits": ROUNDS });
  });
});
