import { afterAll, beforeAll, expect, test } from "vitest";
import { ServedFolder, type ServerProcess } from "../integration/fixtures/server-process.ts";
import { Browser } from "./browser.ts";

let folder: ServedFolder;
let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("scores.ipynb", [
    `const scores = await runMap("scores", Array.from({ length: 1_200 }, (_, i) => i), async (i) => { await new Promise((r) => setTimeout(r, 1)); return i; }); scores.length`,
    "1 + 1",
  ]);
  server = await folder.serve();
  browser = await Browser.open();
  await (await browser.enter(server)).close();
});
afterAll(async () => {
  await browser.close();
  await folder.remove();
  expect(browser.complaints).toEqual([]);
});

test("the sample of a map is chosen at its cell; a larger one goes on from it; other cells have no choice", async () => {
  const page = await browser.notebook(server, "scores.ipynb");
  const cell = page.locator("hf-cell").first();
  await cell.locator(".gutter").click();
  const picker = cell.getByRole("combobox", { name: "Sample of cell 1" });
  expect(await picker.inputValue()).toBe("full");
  expect(await picker.locator("option").allTextContents()).toContain("Quick · 100 · development");
  await picker.selectOption("quick");
  const run = cell.getByRole("button", { name: "Run this cell (Ctrl+Enter)" });
  await run.click();
  await cell.getByText("Quick: 100 of 1,200 items").waitFor();
  await cell.getByText(/about 1 s.*from the first 20 items/).waitFor();
  await cell.locator("hf-output").last().getByText("100", { exact: true }).waitFor();
  await picker.selectOption("sample");
  await run.click();
  await cell.getByText(/Sample: 500 of 1,200 items · goes on from 100 items/).waitFor();
  await cell.locator("hf-output").last().getByText("500", { exact: true }).waitFor();
  const other = page.locator("hf-cell").nth(1);
  await other.locator(".gutter").click();
  await other.getByRole("combobox", { name: "Type of cell 2" }).waitFor();
  expect(await other.getByRole("combobox", { name: "Sample of cell 2" }).count()).toBe(0);
});
