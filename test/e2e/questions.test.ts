import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ServedFolder, type ServerProcess } from "../integration/fixtures/server-process.ts";
import { Browser, outputBecomes } from "./browser.ts";

let folder: ServedFolder;
let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  folder = await ServedFolder.make();
  server = await folder.serve();
  browser = await Browser.open();
  await (await browser.enter(server)).close();
});
afterAll(async () => {
  await browser.close();
  await folder.remove();
  expect(browser.complaints).toEqual([]);
});

async function notebook(name: string, ...sources: string[]): Promise<Page> {
  await folder.notebook(name, sources);
  const page = await browser.notebook(server, name);
  await page.locator("hf-cell").first().locator(".gutter").click();
  return page;
}

/** The label of what has the focus. */
function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    const { activeElement } = document;
    const labels = activeElement instanceof HTMLInputElement ? activeElement.labels : null;
    return labels?.[0]?.textContent ?? activeElement?.textContent?.trim();
  });
}

test("a prompt is answered with the keyboard alone, and the focus goes back", async () => {
  const page = await notebook("keys.ipynb", "const name = prompt('Whose report?', 'Ana');\nname");
  await page.keyboard.press("Control+Enter");
  await page.getByLabel("Whose report?").waitFor();
  await page.waitForFunction(() => document.activeElement instanceof HTMLInputElement);
  expect(await focused(page)).toBe("Whose report?");
  await page.keyboard.type("Zoë"); // the default is selected, so it is replaced
  await page.keyboard.press("Enter");
  await outputBecomes(page, 1, "Whose report? Zoë");
  await outputBecomes(page, 1, "'Zoë'");
  await page.locator("hf-question").waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.closest("hf-cell") !== null)).toBe(true);
  await page.close();
});

test("Escape cancels; confirm and alert have buttons", async () => {
  const page = await notebook(
    "kinds.ipynb",
    "const a = [prompt('Name?'), confirm('Delete it?'), confirm('Really?')]; alert('That was it.'); a",
  );
  await page.keyboard.press("Control+Enter");
  await page.getByLabel("Name?").waitFor();
  await page.waitForFunction(() => document.activeElement instanceof HTMLInputElement);
  await page.keyboard.press("Escape");
  const form = page.locator("hf-question");
  await form.filter({ hasText: "Delete it?" }).waitFor();
  expect(await form.locator("input").count()).toBe(0);
  await form.getByRole("button", { name: "OK" }).click();
  await form.filter({ hasText: "Really?" }).waitFor();
  await form.getByRole("button", { name: "Cancel" }).click();
  await form.filter({ hasText: "That was it." }).waitFor();
  expect(await form.getByRole("button").count()).toBe(1);
  await form.getByRole("button").click();
  await outputBecomes(page, 1, "[ null, true, false ]");
  await page.close();
});

test("the question is there after a reload and in a second tab, which may answer", async () => {
  const page = await notebook("tabs.ipynb", "prompt('Who answers?')", "1 + 1");
  await page.keyboard.press("Control+Enter");
  await page.getByLabel("Who answers?").waitFor();
  await page.reload();
  await page.getByLabel("Who answers?").waitFor();
  const second = await browser.notebook(server, "tabs.ipynb");
  const field = second.getByLabel("Who answers?");
  await field.waitFor();
  // Another window started it: the question does not take the focus here.
  expect(await second.evaluate(() => document.activeElement?.tagName)).not.toBe("INPUT");
  await field.fill("the second tab");
  await field.press("Enter");
  await outputBecomes(page, 1, "'the second tab'");
  await page.locator("hf-question").waitFor({ state: "detached" });
  await second.close();
  await page.close();
});

test("Stop ends a cell that asks", async () => {
  const page = await notebook("stop.ipynb", "prompt('Stop me?')");
  await page.keyboard.press("Control+Enter");
  await page.getByLabel("Stop me?").waitFor();
  await page.getByRole("button", { name: "Stop this cell" }).click();
  await outputBecomes(page, 1, "The cell was stopped");
  await page.locator("hf-question").waitFor({ state: "detached" });
  await page.close();
});
