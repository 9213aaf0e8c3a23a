import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitsFor } from "../integration/fixtures/gate.ts";
import { ServedFolder, type ServerProcess } from "../integration/fixtures/server-process.ts";
import { Browser, cellTexts, cellTextsBecome, markBecomes, outputBecomes } from "./browser.ts";

let folder: ServedFolder;
let server: ServerProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await ServedFolder.make();
  server = await folder.serve();
  browser = await Browser.open();
  page = await browser.enter(server);
});
afterAll(async () => {
  await browser.close();
  await folder.remove();
  expect(browser.complaints).toEqual([]);
});

test("the token goes out of the address, and a new notebook opens", async () => {
  expect(page.url()).toBe(`${server.url}/`);
  await page.getByRole("button", { name: "New notebook" }).click();
  await page.waitForURL(/\/notebooks\/Untitled\.ipynb$/);
  await page.locator(".notebook").waitFor();
  expect(await page.title()).toContain("Untitled");
});

test("what is typed runs with Shift+Enter and shows its output", async () => {
  await page.locator("hf-cell .code-text").click();
  await page.locator(".code-editor .view-lines").first().waitFor();
  await page.keyboard.type("const rows = [1, 2, 3];\nrows.map((n) => n * 14)");
  await page.keyboard.press("Shift+Enter");
  await outputBecomes(page, 1, "[ 14, 28, 42 ]");
});

test("a click on a text edits it, and what is typed goes to the file by itself", async () => {
  const cell = page.locator("hf-cell").first();
  await cell.locator(".code-text").click();
  await cell.locator(".view-lines").waitFor();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(".length");
  await markBecomes(page, "Unsaved");
  await page.keyboard.press("Control+s");
  await markBecomes(page, "Saved");
  const [text] = await folder.sources("Untitled.ipynb");
  expect(text).toMatch(/\.length$/);
  await page.getByRole("button", { name: "Run cell" }).click();
  await outputBecomes(page, 1, "3");
});

test("a reload shows the same, output included", async () => {
  await page.keyboard.press("Escape");
  const before = await cellTexts(page);
  await page.reload();
  await outputBecomes(page, 1, "3");
  expect(await cellTexts(page)).toEqual(before);
});

test("a second tab shows the same, and follows", async () => {
  const second = await browser.notebook(server, "Untitled.ipynb");
  await outputBecomes(second, 1, "3");
  expect(await cellTexts(second)).toEqual(await cellTexts(page));
  await second.locator("hf-cell").first().locator(".code-text").click();
  await second.locator(".code-editor .view-lines").first().waitFor();
  await second.keyboard.press("Control+End");
  await second.keyboard.type(" + 10");
  await second.keyboard.press("Shift+Enter");
  await outputBecomes(page, 1, "13");
  await second.close();
});

test("a cell goes on while no tab is open, and its output is there on return", async () => {
  await folder.notebook("long.ipynb", [
    `for (let i = 1; i <= 20; i++) {\n  console.log('step', String(i));\n  if (i === 2) ${waitsFor("left")}\n}\n'all done'`,
  ]);
  const tab = await browser.notebook(server, "long.ipynb");
  await tab.getByRole("button", { name: "Run all" }).click();
  await outputBecomes(tab, 1, "step 2");
  await tab.close();
  await folder.write("left", "");
  const back = await browser.notebook(server, "long.ipynb");
  await outputBecomes(back, 1, "step 20");
  await outputBecomes(back, 1, "all done");
  await back.close();
});

test("a cell is deleted, brought back and moved", async () => {
  await folder.notebook("cells.ipynb", ["'a'", "'b'", "'c'"]);
  const tab = await browser.notebook(server, "cells.ipynb");
  await cellTextsBecome(tab, ["'a'", "'b'", "'c'"]);
  await tab.locator("hf-cell").nth(1).locator(".gutter").click();
  await tab.getByRole("button", { name: "Delete (D D)" }).click();
  await cellTextsBecome(tab, ["'a'", "'c'"]);
  await tab.getByRole("button", { name: "Undo (Z)" }).click();
  await cellTextsBecome(tab, ["'a'", "'b'", "'c'"]);
  await tab.getByRole("button", { name: /^Move up/ }).click();
  await cellTextsBecome(tab, ["'b'", "'a'", "'c'"]);
  await tab.locator(".save-mark").click();
  await markBecomes(tab, "Saved");
  expect(await folder.sources("cells.ipynb")).toEqual(["'b'", "'a'", "'c'"]);
  await tab.close();
});

test("an error shows the cell's own line", async () => {
  await folder.notebook("error.ipynb", [
    'const one = 1;\nfunction fail(n: number): never {\n  throw new RangeError("no " + n);\n}\nfail(one)',
  ]);
  const tab = await browser.notebook(server, "error.ipynb");
  await tab.getByRole("button", { name: "Run all" }).click();
  const error = tab.locator(".error");
  await error.locator(".error-head").filter({ hasText: "RangeError: no 1" }).waitFor();
  const trace = (await error.locator(".error-trace").textContent()) ?? "";
  expect(trace).toContain("throw new RangeError");
  expect(trace).toMatch(/3:\d+/);
  expect(trace).not.toContain("/kernels/typescript/");
  await tab.close();
});

test("a bar moves while its loop runs, and the banner says who runs what", async () => {
  await folder.notebook("bar.ipynb", [
    `for (const i of track([...Array(100).keys()], { label: 'Count sheep' })) {\n  if (i === 10) ${waitsFor("ten")}\n  if (i === 20) ${waitsFor("twenty")}\n}`,
  ]);
  const tab = await browser.notebook(server, "bar.ipynb");
  await tab.getByRole("button", { name: "Run all" }).click();
  const bar = tab.locator(".outputs").getByRole("progressbar", { name: "Count sheep" });
  await bar.waitFor();
  const now = async (): Promise<number> => Number(await bar.getAttribute("aria-valuenow"));
  await expect.poll(now).toBe(10);
  await folder.write("ten", "");
  await expect.poll(now).toBe(20);
  await tab.locator(".banner").filter({ hasText: "Count sheep is running" }).waitFor();
  await folder.write("twenty", "");
  await tab.locator(".progress-done").waitFor();
  expect(await now()).toBe(100);
  await tab.close();
});

test("stop ends a cell that waits, and restart empties the kernel", async () => {
  await folder.notebook("stop.ipynb", [
    "var kept = 1;\nconsole.log('waits');\nawait new Promise(() => {})",
    "typeof kept",
  ]);
  const tab = await browser.notebook(server, "stop.ipynb");
  const run = async (n: number): Promise<void> => {
    await tab
      .locator("hf-cell")
      .nth(n - 1)
      .locator(".gutter")
      .click();
    await tab.getByRole("button", { name: "Run this cell (Ctrl+Enter)" }).click();
  };
  await run(1);
  await outputBecomes(tab, 1, "waits");
  await tab.getByRole("button", { name: "Stop", exact: true }).click();
  await tab.locator(".mark-stale").filter({ hasText: "stopped" }).waitFor();
  await run(2);
  await outputBecomes(tab, 2, "number");
  await tab.getByRole("button", { name: "Restart" }).click();
  await run(2);
  await outputBecomes(tab, 2, "undefined");
  await tab.close();
});
