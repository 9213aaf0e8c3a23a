import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { becomes, ServedFolder } from "../fixtures/server-process.ts";

interface SavedCell {
  readonly outputs: readonly {
    readonly data?: Record<string, unknown>;
    readonly text?: string[];
  }[];
}

let folder: ServedFolder;

beforeEach(async () => {
  folder = await ServedFolder.make();
});
afterEach(() => folder.remove());

const LOG = `(await import("node:fs")).appendFileSync`;

/** Three cells: the second is a run that waits at its 11th step unless a file "go" is there. */
const CELLS = [
  `const base = 40; ${LOG}("ran", "1"); const link = { open: () => base }; function plus(x: number) { return base + x; }`,
  `const sum = await run("sum", { total: 20, state: { sum: 0 } }, async (r) => {
    const { existsSync } = await import("node:fs");
    for await (const i of r.steps()) {
      if (i === 11 && !existsSync("go")) { ${LOG}("waits", ""); await new Promise(() => {}); }
      r.state.sum += plus(i);
      await r.checkpoint();
    }
    return r.state.sum;
  }); ${LOG}("ran", "2");`,
  `${LOG}("ran", "3"); function zero() { return plus(0); } String([sum, link.open(), zero()])`,
];

function start(...options: string[]) {
  return folder.command("run", join(folder.root, "in.ipynb"), "--progress", "json", ...options);
}

async function outputs(): Promise<string> {
  const { cells } = (await folder.read("in.run.ipynb")) as { cells: SavedCell[] };
  return JSON.stringify(cells.map((cell) => cell.outputs));
}

async function ran(): Promise<string> {
  return readFile(join(folder.root, "ran"), "utf8");
}

async function waits(command: ReturnType<typeof start>): Promise<void> {
  expect(await becomes(() => /"done":11/.test(command.stderr), 20_000)).toBe(true);
  expect(await becomes(() => folder.files().includes("waits"), 5_000)).toBe(true);
}

async function go(): Promise<void> {
  await writeFile(join(folder.root, "go"), "");
}

describe("holdfast run --resume", () => {
  test.each([
    ["cancelled", "SIGINT", 130],
    ["killed", "SIGKILL", null],
  ] as const)(
    "goes on after a run that was %s: with the variables, inside of the cell",
    async (_, signal, code) => {
      await folder.notebook("in.ipynb", CELLS);
      const first = start();
      await waits(first);
      first.child.kill(signal);
      expect((await first.ended).code).toBe(code);
      if (code === 130) expect(first.stderr).toContain("--resume");
      await go();
      const second = start("--resume");
      expect(await second.ended).toMatchObject({ code: 0 });
      expect(second.stderr).toContain("Goes on after 1 of 3 cells.");
      const said = await outputs();
      expect(said).toMatch(/resumed from 55 % · attempt 2/);
      expect(said).toContain(`'${20 * 40 + 190},40,40'`);
      // The first cell ran again silently, for link cannot be saved; the second once to its end.
      expect(await ran()).toBe("1123");
      expect(await readdir(join(folder.state, "runs"))).toEqual([]);
    },
  );

  test("goes on after a cell that failed, with those before it as they are", async () => {
    await folder.notebook("in.ipynb", [
      `${LOG}("ran", "1"); const x = 20;`,
      `const { existsSync } = await import("node:fs"); if (!existsSync("go")) throw new Error("not yet"); x + 1`,
    ]);
    expect((await start().ended).code).toBe(1);
    await go();
    expect((await start("--resume").ended).code).toBe(0);
    expect(await outputs()).toContain(`"21"`);
    // Nothing was saved of a cell that took no time: it runs again, silently.
    expect(await ran()).toBe("11");
  });

  test("begins anew when nothing is left, and refuses a notebook that changed", async () => {
    await folder.notebook("in.ipynb", ["1", "throw new Error('no')"]);
    const first = start("--resume");
    expect((await first.ended).code).toBe(1);
    expect(first.stderr).toContain("Nothing is left to go on with: it begins anew.");
    await folder.notebook("in.ipynb", ["1", "2"]);
    const second = start("--resume");
    expect((await second.ended).code).toBe(2);
    expect(second.stderr).toContain("changed since");
    expect((await start().ended).code).toBe(0);
  });

  test("a second run of the same result is refused while the first is at work", async () => {
    await folder.notebook("in.ipynb", CELLS);
    const first = start();
    await waits(first);
    const second = start();
    expect((await second.ended).code).toBe(2);
    expect(second.stderr).toContain("HF_STORE_LOCKED");
    first.child.kill("SIGINT");
    expect((await first.ended).code).toBe(130);
  });
});

test("a run works where no state can be kept, and leaves nothing", async () => {
  await folder.notebook("in.ipynb", ["throw new Error('no')"]);
  await writeFile(join(folder.state, "runs"), "a file where a folder should be");
  const command = start();
  expect((await command.ended).code).toBe(1);
  expect(command.stderr).not.toContain("--resume");
});

test("--sample sets the sample of every map, and is checked", async () => {
  await folder.notebook("in.ipynb", [
    `(await runMap("m", Array.from({ length: 300 }, (_, i) => i), (i) => i)).length`,
  ]);
  expect((await start("--sample", "quick").ended).code).toBe(0);
  expect(await outputs()).toContain(`"100"`);
  const wrong = start("--sample", "tiny");
  expect((await wrong.ended).code).toBe(2);
  expect(wrong.stderr).toContain("quick, sample, standard or full");
});
