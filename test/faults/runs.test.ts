import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LiveClient } from "../integration/fixtures/live-client.ts";
import { texts } from "../integration/fixtures/notebook-driver.ts";
import { ServedFolder, type ServerProcess } from "../integration/fixtures/server-process.ts";
import { report, rounds } from "./rounds.ts";

/**
 * 120 steps of about 4 ms whose result depends on every random number of every step. It notes where it begins, and each
 * step whose checkpoint was acknowledged: the step after a checkpoint begins only then.
 */
const source = (log: string): string => `const { appendFileSync } = await import("node:fs");
const note = (kind: string, step: number) => appendFileSync(${JSON.stringify(log)}, kind + " " + step + " " + Date.now() + "\\n");
const digits = await run("digits", { total: 120, seed: 11, state: { sum: 0, log: [] as number[] } }, async (r) => {
  console.log('pid ' + process.pid);
  note("first", r.first);
  for await (const i of r.steps()) {
    if (i > r.first && (i - 1) % 3 === 0) note("saved", i);
    r.state.sum += r.random.normal() * (i + 1);
    if (i % 10 === 0) r.state.log.push(r.state.sum);
    if (i % 3 === 0) await r.checkpoint();
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  return r.state.sum + ' ' + r.state.log.join();
});
digits`;

/** What the run noted, and what is made of it. */
class Notes {
  readonly #path: string;
  readonly waits: number[] = [];
  lost = 0;
  acknowledged = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async clear(): Promise<void> {
    await writeFile(this.#path, "");
  }

  /** Resolves when a checkpoint was acknowledged: a run that has none does not go on by itself. */
  async hasSaved(): Promise<void> {
    while (!(await readFile(this.#path, "utf8")).includes("saved"))
      await new Promise((resolve) => setTimeout(resolve, 1));
  }

  /** After a run that was ended at these times: acknowledged checkpoints that it did not begin with, and how long it took. */
  async count(kills: readonly number[]): Promise<void> {
    const lines = (await readFile(this.#path, "utf8")).trim().split("\n");
    let saved = 0;
    const times: number[] = [];
    for (const line of lines) {
      const [kind, step, at] = line.split(" ");
      if (kind === "first" && Number(step) < saved) this.lost++;
      if (kind !== "saved") continue;
      this.acknowledged++;
      saved = Math.max(saved, Number(step));
      times.push(Number(at));
    }
    for (const kill of kills) this.waits.push((times.find((at) => at > kill) ?? Number.NaN) - kill);
  }

  get row(): Record<string, string | number> {
    const sorted = this.waits.toSorted((a, b) => a - b);
    const at = (q: number): number => sorted[Math.ceil(q * sorted.length) - 1] ?? Number.NaN;
    return {
      acknowledged: this.acknowledged,
      "acknowledged and lost": this.lost,
      "kill to next checkpoint p50 ms": at(0.5),
      "p99 ms": at(0.99),
    };
  }
}

let folder: ServedFolder;
let server: ServerProcess;
let tab: LiveClient;
let expected: string;
let notes: Notes;

beforeEach(async () => {
  folder = await ServedFolder.make();
  const log = join(folder.state, "notes.log");
  notes = new Notes(log);
  await folder.notebook("a.ipynb", [source(log)]);
  server = await folder.serve();
  tab = await LiveClient.attach(server, "a.ipynb");
  expected = texts(await tab.run("c1")).at(-1)!;
});
afterEach(() => folder.remove());

/** Waits until a kernel other than the ones before is at work on the run, and a while longer. */
async function atWork(before: readonly number[], ms: number): Promise<number> {
  const pid = (): number => Number(/pid (\d+)/.exec(texts(tab.cell("c1")).join())?.[1] ?? 0);
  await tab.until(
    () => tab.cell("c1").run.status === "running" && pid() > 0 && !before.includes(pid()),
  );
  await new Promise((resolve) => setTimeout(resolve, ms));
  return pid();
}

/** Crashes a run three times; it goes on by itself. Gives its digits. */
async function toTheEnd(
  crash: (kernel: number) => Promise<void>,
  random: () => number,
): Promise<string> {
  await notes.clear();
  await tab.start("c1");
  const kernels: number[] = [];
  const kills: number[] = [];
  for (let n = 0; n < 3; n++) {
    const kernel = await atWork(kernels, 0);
    await notes.hasSaved();
    await new Promise((resolve) => setTimeout(resolve, 100 * random()));
    kernels.push(kernel);
    kills.push(Date.now());
    await crash(kernel);
  }
  await tab.until((state) => state.executions.length === 0 && tab.cell("c1").run.outcome === "ok");
  await notes.count(kills);
  return texts(tab.cell("c1")).at(-1)!;
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
      ...notes.row,
    });
    expect(notes.lost).toBe(0);
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
      ...notes.row,
    });
    expect(notes.lost).toBe(0);
  });

  test(`by a stop, which it does not go on from by itself, ${ROUNDS} × 3 times`, {
    timeout: 60_000 + ROUNDS * 20_000,
  }, async () => {
    const random = generator(7);
    for (let round = 0; round < ROUNDS; round++) {
      for (let n = 0; n < 3; n++) {
        await tab.start("c1");
        await atWork([], 60 + 60 * random());
        await tab.operate({ type: "cancel" });
        await tab.until((state) => state.executions.length === 0);
        expect(tab.cell("c1").run.resumable).toMatchObject({ state: "cancelled" });
      }
      expect(texts(await tab.run("c1")).at(-1)).toBe(expected);
    }
    report({ fault: "stop of a run", rounds: 3 * ROUNDS, "same digits": ROUNDS });
  });
});
