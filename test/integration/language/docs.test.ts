import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { ServedFolder } from "../fixtures/server-process.ts";

/** What the examples take for granted. */
const GIVEN = `const customers = Array.from({ length: 120 }, (_, i) => ({ id: i }));
const evaluate = async (i: number, random: () => number) => i + random();
const score = (customer: { id: number }, random: () => number) => customer.id * random();
const send = async (customer: { id: number }, options: { idempotencyKey: string }) => options.idempotencyKey.length > 0 ? customer.id : 0;`;

let folder: ServedFolder;
let tab: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", ["1"]);
  tab = await LiveClient.attach(await folder.serve(), "a.ipynb");
  await tab.eval(GIVEN);
});
afterAll(() => folder.remove());

function examples(page: string): (readonly [line: string, code: string])[] {
  const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), "utf8");
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => [
    `${page}:${text.slice(0, match.index).split("\n").length + 1}`,
    match[1]!,
  ]);
}

describe("the examples of the pages run as cells", () => {
  test.each([...examples("runs.md"), ...examples("locks.md")])("%s", async (_, code) => {
    const cell = await tab.eval(code);
    expect(texts(cell).filter((text) => /Error/.test(text))).toEqual([]);
    expect(cell.run.outcome).toBe("ok");
  });
});
