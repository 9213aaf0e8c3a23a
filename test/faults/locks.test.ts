import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { leasePrefix } from "../../server/store/keys.ts";
import { Store } from "../../server/store/store.ts";
import { LiveClient } from "../integration/fixtures/live-client.ts";
import { texts } from "../integration/fixtures/notebook-driver.ts";
import {
  becomes,
  isAlive,
  ServedFolder,
  type ServerProcess,
} from "../integration/fixtures/server-process.ts";
import { report, rounds } from "./rounds.ts";

const WAITS = "console.log('pid ' + process.pid); await new Promise(() => {})";

let folder: ServedFolder;
let server: ServerProcess;

beforeEach(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", ["1 + 1", WAITS, "await new Promise((r) => setTimeout(r, 50))"]);
  server = await folder.serve();
});
afterEach(() => folder.remove());

async function pipeToken(): Promise<string> {
  const path = "/api/locks/pipe%3Afault";
  const taken = await server.fetch(path, { method: "POST" });
  const { token } = (await taken.json()) as { token: string };
  await server.fetch(`${path}/release`, { method: "POST", body: JSON.stringify({ token }) });
  return token;
}

/** Holds the kernel with one cell while another waits; gives the kernel's process id. */
async function heldAndQueued(tab: LiveClient): Promise<number> {
  await tab.start("c2");
  await tab.start("c1");
  await tab.until(
    () => tab.cell("c2").run.status === "running" && texts(tab.cell("c2")).length > 0,
  );
  return Number(/pid (\d+)/.exec(texts(tab.cell("c2"))[0]!)![1]);
}

function expectGrowing(tokens: readonly string[]): void {
  expect(tokens).toEqual([...new Set(tokens)].sort());
}

describe("twenty clicks from five tabs within a second", () => {
  const ROUNDS = rounds(3);
  test(`are one run, ${ROUNDS} times`, { timeout: 60_000 + ROUNDS * 2_000 }, async () => {
    const tabs = await Promise.all(
      Array.from({ length: 5 }, () => LiveClient.attach(server, "a.ipynb")),
    );
    const [tab] = tabs as [LiveClient];
    await tab.run("c1");
    const before = tab.state.lastExecution;
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.all(tabs.flatMap((each) => [1, 2, 3, 4].map(() => each.start("c3"))));
      await tab.until((state) => state.executions.length === 0);
    }
    expect(tab.state.lastExecution - before).toBe(ROUNDS);
    report({ fault: "20 clicks from 5 tabs", rounds: ROUNDS, runs: ROUNDS });
  });
});

describe("kill -9 of the kernel while one cell holds it and another waits", () => {
  const ROUNDS = rounds(3);
  test(`leaves no lock, ${ROUNDS} times`, { timeout: 60_000 + ROUNDS * 5_000 }, async () => {
    const tab = await LiveClient.attach(server, "a.ipynb");
    const tokens: string[] = [];
    let stuck = 0;
    for (let round = 0; round < ROUNDS; round++) {
      process.kill(await heldAndQueued(tab), "SIGKILL");
      await tab.until((state) => state.executions.length === 0);
      expect(tab.cell("c2").run.outcome).toBe("died");
      const isFree = await tab
        .until(() => tab.lock?.holder === null && tab.lock.waiting.length === 0)
        .then(() => true);
      if (!isFree) stuck++;
      tokens.push(await pipeToken());
      expect(texts(await tab.run("c1"))).toEqual(["2"]);
    }
    expect(stuck).toBe(0);
    expectGrowing(tokens);
    report({ fault: "kill -9 of the kernel, held and queued", rounds: ROUNDS, stuck });
  });
});

describe("kill -9 of the server while one cell holds the kernel and another waits", () => {
  const ROUNDS = rounds(3);
  test(`leaves no lock, tokens grow, ${ROUNDS} times`, {
    timeout: 60_000 + ROUNDS * 8_000,
  }, async () => {
    const tokens: string[] = [];
    let orphans = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const tab = await LiveClient.attach(server, "a.ipynb");
      const pid = await heldAndQueued(tab);
      await server.stop("SIGKILL");
      tokens.push(...(await leasesLeft()));
      if (!(await becomes(() => !isAlive(pid), 2_000))) orphans++;
      server = await folder.serve();
      const again = await LiveClient.attach(server, "a.ipynb");
      await again.until((state) => state.executions.length === 0);
      expect(again.lock?.holder).toBeNull();
      expect(again.cell("c2").run.outcome).toBe("died");
      expect(texts(await again.run("c1"))).toEqual(["2"]);
      await again.leave();
    }
    expect(tokens).toHaveLength(ROUNDS);
    expectGrowing(tokens);
    expect(orphans).toBe(0);
    report({ fault: "kill -9 of the server, held and queued", rounds: ROUNDS, stuck: 0, orphans });
  });

  async function leasesLeft(): Promise<string[]> {
    const store = await Store.open(folder.state);
    const tokens: string[] = [];
    for await (const key of store.keys(leasePrefix)) tokens.push(key.split("/").at(-1)!);
    await store.close();
    return tokens;
  }
});
