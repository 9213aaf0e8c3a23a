import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ServedFolder } from "../fixtures/server-process.ts";

interface SavedCell {
  readonly outputs: readonly { readonly output_type: string }[];
  readonly execution_count: number | null;
}

let folder: ServedFolder;

beforeEach(async () => {
  folder = await ServedFolder.make();
});
afterEach(() => folder.remove());

async function run(sources: readonly string[], ...options: string[]) {
  await folder.notebook("in.ipynb", sources);
  return runFile(...options);
}

async function runFile(...options: string[]) {
  const command = folder.command("run", join(folder.root, "in.ipynb"), ...options);
  const { code } = await command.ended;
  const { cells } = (await folder.read("in.run.ipynb")) as { cells: SavedCell[] };
  return { code, stderr: command.stderr, texts: cells.map((cell) => JSON.stringify(cell.outputs)) };
}

/** What a later cell does, until the error of the one before has been thrown, or the kernel ended. */
const LATER = "while (!globalThis.thrown) await new Promise(setImmediate)";
/** Every way in which an error reaches nobody, and each as code of a cell. */
const STRAY: Readonly<Record<string, string>> = {
  "a promise that is rejected": "Promise.reject(new Error('stray')); 1",
  "an async function that nobody waits for":
    "(async () => { await null; throw new Error('stray') })(); 1",
  "a microtask": "queueMicrotask(() => { throw new Error('stray') }); 1",
  "the next tick": "process.nextTick(() => { throw new Error('stray') }); 1",
  "a timer": "setTimeout(() => { globalThis.thrown = true; throw new Error('stray') }, 30); 1",
  "an immediate": "setImmediate(() => { throw new Error('stray') }); 1",
  "an interval":
    "const i = setInterval(() => { clearInterval(i); throw new Error('stray') }, 30); 1",
  "an event":
    "import { EventEmitter } from 'node:events';\nconst e = new EventEmitter(); setTimeout(() => e.emit('error', new Error('stray')), 10); 1",
  "a file that is read":
    "import { readFile } from 'node:fs';\nreadFile('/', () => { throw new Error('stray') }); 1",
  "a file that is awaited by nobody":
    "import { readFile as read } from 'node:fs/promises';\nread('/no/such/stray'); 1",
  "a process that has ended":
    "import { exec } from 'node:child_process';\nexec('sleep 0.2', () => { throw new Error('stray') }); 1",
  "a request": "fetch('http://127.0.0.1:1/').catch(() => { throw new Error('stray') }); 1",
  "what is no error": "Promise.reject('stray'); 1",
};

describe("an error that nobody catches", () => {
  test.each(Object.keys(STRAY))(
    "gives 1 and stands in the file: %s, in the last cell",
    async (what) => {
      const { code, stderr, texts } = await run([STRAY[what]!]);
      expect(texts[0]).toContain("stray");
      expect([code, stderr]).toEqual([1, expect.stringContaining("Cell 1 of 1 failed")]);
    },
  );

  test("stops the run before the next cell when it is there by then", async () => {
    const { code, texts } = await run([STRAY["a promise that is rejected"]!, "'after'"]);
    expect([code, texts[1]]).toEqual([1, "[]"]);
  });

  test("that comes while a later cell runs is told with its own cell", async () => {
    const { code, stderr } = await run([STRAY["a timer"]!, `${LATER}; 'after'`, "'last'"]);
    expect(code).toBe(1);
    expect(stderr).toContain("Cell 1 of 3 failed");
  });

  test("gives 0 with --allow-errors, or in a cell that may fail", async () => {
    const allowed = await run([STRAY["a timer"]!, "'after'"], "--allow-errors");
    expect([allowed.code, allowed.texts[1]]).toEqual([0, expect.stringContaining("after")]);
    const file = join(folder.root, "in.ipynb");
    const text = await readFile(file, "utf8");
    await folder.write(
      "in.ipynb",
      text.replace('"metadata": {}', '"metadata": {"tags": ["raises-exception"]}'),
    );
    expect((await runFile()).code).toBe(0);
  });

  test("is not waited for without end: what is pending after 5 s is said", async () => {
    const { code, stderr } = await run(["setInterval(() => {}, 1000); 1"]);
    expect(code).toBe(0);
    expect(stderr).toContain("had not ended 5 s after the last cell");
  });
});

/** Every moment in which a kernel can end. */
const DEATHS: Readonly<Record<string, readonly string[]>> = {
  "in the last cell": ["1", "process.exit(0)"],
  "in the only cell, in a timer": ["setTimeout(() => process.exit(0), 30); 1"],
  "in a microtask": ["queueMicrotask(() => process.exit(0)); 1"],
  "between two cells": ["setImmediate(() => process.exit(0)); 1", `${LATER}; 2`],
  "by a signal": ["process.kill(process.pid, 'SIGKILL')"],
  "by abort": ["process.abort()"],
};

describe("a kernel that dies gives 3", () => {
  test.each(Object.keys(DEATHS))("%s", async (when) => {
    const { code, stderr } = await run(DEATHS[when]!);
    expect([code, stderr]).toEqual([3, expect.stringContaining("The kernel died")]);
  });

  test("also with --allow-errors", async () => {
    expect((await run(["process.exit(0)", "2"], "--allow-errors")).code).toBe(3);
  });
});

describe("--timeout", () => {
  test("is named with its seconds, in the file and on the terminal", async () => {
    const { code, stderr, texts } = await run(
      ["await new Promise(() => {})", "2"],
      "--timeout",
      "0.4",
    );
    expect(code).toBe(4);
    for (const text of [stderr, texts[0]])
      expect(text).toContain("took longer than --timeout 0.4 s");
    expect(texts[1]).toBe("[]");
  });

  test("with --allow-errors the next cell runs", async () => {
    const sources = ["await new Promise(() => {})", "'not lost'"];
    const { code, stderr, texts } = await run(sources, "--timeout", "0.4", "--allow-errors");
    expect([code, texts[1]]).toEqual([0, expect.stringContaining("not lost")]);
    expect(stderr).toContain("1 took longer than --timeout 0.4 s");
  });

  test("holds for a cell that computes", async () => {
    const { code, texts } = await run(["for (;;);"], "--timeout", "0.4");
    expect([code, texts[0]]).toEqual([4, expect.stringContaining("--timeout 0.4 s")]);
  });
});
