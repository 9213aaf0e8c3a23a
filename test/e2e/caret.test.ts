import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ServedFolder, type ServerProcess } from "../integration/fixtures/server-process.ts";
import { Browser } from "./browser.ts";

let folder: ServedFolder;
let server: ServerProcess;
let browser: Browser;
let page: Page;
const LINES = Array.from({ length: 60 }, (_, i) => `const line${i} = ${i};`).join("\n");

beforeAll(async () => {
  folder = await ServedFolder.make();
  server = await folder.serve();
  browser = await Browser.open();
  await (await browser.enter(server)).close();
});
afterAll(async () => {
  await browser.close();
  await folder.remove();
});
beforeEach(async () => {
  await folder.notebook("tall.ipynb", ["1", LINES, "2"]);
  page = await browser.notebook(server, "tall.ipynb");
  await page
    .locator("hf-cell")
    .nth(1)
    .locator(".code-text")
    .click({ position: { x: 100, y: 20 } });
  await page.locator(".code-editor .view-lines").first().waitFor();
  return () => page.close();
});

/** Waits until the caret is between header and lower edge of the window, in two frames in a row. */
async function caretIsInSight(): Promise<void> {
  await page.waitForFunction(
    () => {
      const kept = globalThis as unknown as { lastCaret?: number };
      const rect = document.querySelector(".cursors-layer .cursor")?.getBoundingClientRect();
      const header = document.querySelector(".header")!.getBoundingClientRect().bottom;
      const isStill = rect !== undefined && rect.top === kept.lastCaret;
      if (rect) kept.lastCaret = rect.top;
      return isStill && rect.height > 0 && rect.top >= header && rect.bottom <= innerHeight;
    },
    undefined,
    { timeout: 5_000, polling: "raf" },
  );
}

test.each([
  ["50 × Down", Array<string>(50).fill("ArrowDown")],
  ["Control+End", ["Control+End"]],
  ["PageDown twice", ["PageDown", "PageDown"]],
  ["Enter at the end", ["Control+End", ...Array<string>(15).fill("Enter")]],
  ["to the end and back", ["Control+End", "Control+Home"]],
])("the page follows the caret: %s", async (_, keys) => {
  for (const key of keys) await page.keyboard.press(key);
  await caretIsInSight();
});

test("a cell that is entered again shows its caret", async () => {
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Escape");
  await page.evaluate(() => scrollTo(0, 0));
  await page.keyboard.press("Enter");
  await caretIsInSight();
});

test("who scrolls away to read is left there until the caret moves", async () => {
  await page.keyboard.press("Control+End");
  await caretIsInSight();
  await page.evaluate(() => scrollTo(0, 0));
  await page.evaluate(
    () => new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame))),
  );
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.keyboard.type("x");
  await caretIsInSight();
});
