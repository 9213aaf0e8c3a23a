import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ServedFolder, type ServerProcess } from "../integration/fixtures/server-process.ts";
import { Browser, outputBecomes } from "./browser.ts";

let folder: ServedFolder;
let server: ServerProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await ServedFolder.make();
  server = await folder.serve();
  browser = await Browser.open();
  await (await browser.enter(server)).close();
  await folder.notebook("lines.ipynb", [
    "for (let i = 0; i < 1_000_000; i++) console.log('line', i)",
    "",
  ]);
  page = await browser.notebook(server, "lines.ipynb");
});
afterAll(async () => {
  await browser.close();
  await folder.remove();
  expect(browser.complaints).toEqual([]);
});

/** Watches the page's own timer from here on; gives the longest time in which it stood still, in ms. */
async function watchFreezes(): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const state = { worst: 0, last: performance.now() };
    Object.assign(globalThis, { freezes: state });
    setInterval(() => {
      const now = performance.now();
      state.worst = Math.max(state.worst, now - state.last);
      state.last = now;
    }, 10);
  });
  return () =>
    page.evaluate(() => (globalThis as unknown as { freezes: { worst: number } }).freezes.worst);
}

test("while a cell prints a million lines, one can type in another, and the page never stands still for long", async () => {
  const worst = await watchFreezes();
  const second = page.locator("hf-cell").nth(1);
  await second.locator(".code-text").click();
  await second.locator(".view-lines").waitFor();
  await page.locator("hf-cell").first().locator(".gutter").click();
  await page.keyboard.press("Control+Enter");
  await page.locator(".cell.running").waitFor();
  // The first lines push the second cell down: who clicks beside it clicks again.
  const editor = second.locator(".view-lines");
  for (let tries = 0; tries < 4 && !(await editor.isVisible()); tries++) {
    await second.locator(".code-text, .view-lines").first().click();
    await editor.waitFor({ timeout: 3_000 }).catch(() => undefined);
  }
  await editor.waitFor();
  for (const word of ["const", "typed", "=", "42;"]) await page.keyboard.type(`${word} `);
  await outputBecomes(page, 1, "line 999999");
  const text = (await second.locator(".view-lines").textContent())?.replaceAll("\u00a0", " ");
  expect(text).toContain("const typed = 42;");
  // About 1 s while three processes share two cores; without limits many seconds, and then the tab dies.
  expect(await worst()).toBeLessThan(3_000);
});

test("the cell says how much more there is, and its full output opens", async () => {
  const summary = page.locator("hf-overflow .overflow-summary");
  expect(await summary.textContent()).toMatch(
    /… \d{3},\d{3} more lines \(\d+\.\d MB\) are in the full output\./,
  );
  const href = await page.getByRole("link", { name: "Open the full output" }).getAttribute("href");
  const text = await (await server.fetch(String(href))).text();
  expect(text.split("\n").length).toBe(1_000_001);
});

test("a page that is loaded again shows the same", async () => {
  await page.reload();
  await outputBecomes(page, 1, "line 999999");
  await page.getByRole("link", { name: "Download" }).waitFor();
});
