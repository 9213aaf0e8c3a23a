import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ServedFolder, type ServerProcess } from "../integration/fixtures/server-process.ts";
import { Browser, cellTextsBecome, markBecomes, outputBecomes } from "./browser.ts";

let folder: ServedFolder;
let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  folder = await ServedFolder.make();
  server = await folder.serve();
  browser = await Browser.open();
});
afterAll(async () => {
  await browser.close();
  await folder.remove();
  expect(browser.complaints).toEqual([]);
});

test("everything can be done by keyboard alone", async () => {
  const page = await browser.enter(server);
  await tabTo(page, "New notebook");
  await page.keyboard.press("Enter");
  await page.waitForURL(/Untitled\.ipynb$/);
  await page.locator(".notebook").waitFor();

  await page.keyboard.press("Enter"); // edits the first cell
  await page.locator(".code-editor .view-lines").waitFor();
  await page.keyboard.type("const x = 6 * 7;\nx");
  await page.keyboard.press("Shift+Enter"); // runs it; a second cell begins
  await outputBecomes(page, 1, "42");
  await page.locator("hf-cell").nth(1).locator(".view-lines").waitFor();
  await page.keyboard.type("x + 1");
  await page.keyboard.press("Control+Enter");
  await outputBecomes(page, 2, "43");
  await cellTextsBecome(page, ["const x = 6 * 7;\nx", "x + 1"]);

  await page.keyboard.press("Control+Shift+ArrowUp"); // moves it up
  await cellTextsBecome(page, ["x + 1", "const x = 6 * 7;\nx"]);
  await page.keyboard.press("d");
  await page.keyboard.press("d"); // deletes it
  await cellTextsBecome(page, ["const x = 6 * 7;\nx"]);
  await page.keyboard.press("z"); // and brings it back
  await cellTextsBecome(page, ["x + 1", "const x = 6 * 7;\nx"]);
  await page.keyboard.press("j");
  await page.keyboard.press("b"); // a new cell below
  await cellTextsBecome(page, ["x + 1", "const x = 6 * 7;\nx", ""]);
  await page.keyboard.press("m"); // of Markdown
  await page.keyboard.press("Enter");
  await page.locator("hf-cell").nth(2).locator(".view-lines").waitFor();
  await page.keyboard.type("# By keyboard");
  await page.keyboard.press("Shift+Enter");
  await page.getByRole("heading", { name: "By keyboard" }).waitFor();

  await page.keyboard.press("Control+s");
  await markBecomes(page, "Saved");
  expect((await folder.sources("Untitled.ipynb")).slice(0, 3)).toEqual([
    "x + 1",
    "const x = 6 * 7;\nx",
    "# By keyboard",
  ]);
});

/** Presses Tab until the focus is on what has that name. */
async function tabTo(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name }).waitFor();
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(
      () => document.activeElement?.ariaLabel ?? document.activeElement?.textContent?.trim(),
    );
    if (focused === name) return;
  }
  throw new Error(`Tab does not reach "${name}"`);
}
