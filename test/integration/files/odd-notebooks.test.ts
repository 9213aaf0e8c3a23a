import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ODD_NOTEBOOKS } from "../../server/contents/odd-notebooks.ts";
import { LiveClient } from "../fixtures/live-client.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;

beforeAll(async () => {
  folder = await ServedFolder.make();
  server = await folder.serve();
});
afterAll(() => folder.remove());

const withoutNewIds = (text: string): string => text.replace(/,?\s*"id"\s*:\s*"[0-9a-f]{12}"/g, "");

test.each(Object.keys(ODD_NOTEBOOKS))(
  "a notebook with %s opens in the server, is edited in one cell and saved, and nothing else changes",
  async (what) => {
    const text = ODD_NOTEBOOKS[what]!;
    const name = `${Object.keys(ODD_NOTEBOOKS).indexOf(what)}.ipynb`;
    await folder.write(name, text);
    const tab = await LiveClient.attach(server, name);
    expect(tab.state.cells.length).toBe(2);
    expect(await readFile(join(folder.root, name), "utf8")).toBe(text);
    await tab.replace("first", "edited");
    await tab.operate({ type: "save" });
    await tab.until((state) => state.savedSeq >= state.changedSeq);
    const saved = await readFile(join(folder.root, name), "utf8");
    const source = /("source"\s*:\s*)\[\s*"edited"\s*\]/;
    expect(saved).toMatch(source);
    expect(withoutNewIds(saved.replace(source, '$1"1"'))).toBe(text);
    await tab.leave();
  },
);

test("they still are what they were after the server was started again", async () => {
  const names = Object.keys(ODD_NOTEBOOKS).map((_, i) => `${i}.ipynb`);
  const before = await Promise.all(names.map((name) => readFile(join(folder.root, name), "utf8")));
  await server.stop();
  server = await folder.serve();
  for (const [i, name] of names.entries()) {
    const tab = await LiveClient.attach(server, name);
    await tab.replace("first", "again");
    await tab.operate({ type: "save" });
    await tab.until((state) => state.savedSeq >= state.changedSeq);
    const saved = await readFile(join(folder.root, name), "utf8");
    expect(saved.replace("again", "edited")).toBe(before[i]);
    await tab.leave();
  }
}, 60_000);

test("trials 09, 10 and 11: the exit codes and sentences of a headless run", async () => {
  const trial = (name: string): string =>
    fileURLToPath(new URL(`../../fixtures/trials/${name}.ipynb`, import.meta.url));
  const run = async (name: string, ...options: string[]) => {
    const output = join(folder.root, "trial.ipynb");
    const command = folder.command("run", trial(name), "--output", output, ...options);
    const { code } = await command.ended;
    const text = await readFile(output, "utf8").catch(() => "");
    await writeFile(output, "");
    return { code, stderr: command.stderr, text };
  };
  const unhandled = await run("09-unhandled-rejection-exit-0");
  expect([unhandled.code, unhandled.text]).toEqual([
    1,
    expect.stringContaining("nobody catches me"),
  ]);
  const limits = ["--timeout", "0.5", "--allow-errors"];
  const late = await run("10-timeout-says-stopped", ...limits);
  expect([late.code, late.stderr]).toEqual([
    0,
    expect.stringContaining("longer than --timeout 0.5 s"),
  ]);
  expect(late.text).toContain("\"'not run although --allow-errors'\"");
  const python = await run("11-python-notebook");
  expect([python.code, python.stderr]).toEqual([
    2,
    expect.stringContaining("this is a Python notebook"),
  ]);
});
