import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ServedFolder } from "../integration/fixtures/server-process.ts";
import { Browser, outputBecomes } from "./browser.ts";

let folder: ServedFolder;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("names.ipynb", [
    "/** Adds the tax to a net price. */\nfunction withTax(net: number, rate = 0.2): number {\n  return net * (1 + rate);\n}\nconst orders = [{ city: 'Rome', price: 3 }, { city: 'Oslo', price: 5 }];\norders.length",
    "",
  ]);
  const server = await folder.serve();
  browser = await Browser.open();
  page = await browser.enter(server);
  await page.goto(`${server.url}/notebooks/names.ipynb`);
  await page.locator("hf-cell .code-text").first().click();
  await page.locator(".code-editor .view-lines").first().waitFor();
  await page.keyboard.press("Shift+Enter");
  await outputBecomes(page, 1, "2");
  await page.locator("hf-cell .code-text").nth(1).click();
  await page.locator(".code-editor .view-lines").first().waitFor();
});
afterAll(async () => {
  await browser.close();
  await folder.remove();
  expect(browser.complaints).toEqual([]);
});

test("a dot offers the real properties of a value, and Enter takes one", async () => {
  await page.keyboard.type("orders[0].");
  const widget = page.locator(".suggest-widget.visible");
  await widget.waitFor();
  await widget.getByText("city").waitFor();
  await page.keyboard.type("pr");
  await widget.getByText("price").waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(".view-lines").textContent()).toContain("orders[0].price");
});

test("an open call shows the signature, and a hover the documentation", async () => {
  await page.keyboard.type("; withTax(");
  const hints = page.locator(".parameter-hints-widget.visible");
  await hints.waitFor();
  expect(((await hints.textContent()) ?? "").replaceAll("\u00a0", " ")).toContain(
    "function withTax(net: number, rate = 0.2): number",
  );
  await page.keyboard.press("Escape");
  await page.locator(".view-lines").getByText("withTax").last().hover();
  const hover = page.locator(".monaco-hover:not(.hidden)").filter({ hasText: "Adds the tax" });
  await hover.waitFor();
});

test("the panel of variables lists what cells declared, and follows the next run", async () => {
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Variables" }).click();
  const panel = page.getByRole("region", { name: "Variables" });
  await panel.getByText("orders", { exact: true }).waitFor();
  expect(await panel.textContent()).toMatch(/orders\s*Array 2 × 2\s*\d+ B\s*\[\{ city: "Rome"/);
  await page.locator("hf-cell .code-text").first().click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(";\nconst later = 'new';");
  await page.keyboard.press("Control+Enter");
  await panel.getByText("later", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Variables" }).click();
  expect(await panel.count()).toBe(0);
});
