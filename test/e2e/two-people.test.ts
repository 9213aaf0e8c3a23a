import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ServedFolder, type ServerProcess } from "../integration/fixtures/server-process.ts";
import { Browser, cellTexts, cellTextsBecome } from "./browser.ts";

let folder: ServedFolder;
let server: ServerProcess;
let browser: Browser;
let ana: Page;
let ben: Page;
let n = 0;

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
  const name = `shared${++n}.ipynb`;
  await folder.notebook(name, ["'title'", "'mine'", "'last'"]);
  ana = await browser.notebook(server, name);
  ben = await browser.notebook(server, name);
  await ana.bringToFront();
  await ana.locator("hf-cell").nth(1).locator(".code-text").click();
  await ana.locator(".code-editor .view-lines").first().waitFor();
  await ana.keyboard.press("Control+End");
  await ana.keyboard.type("// a");
  await cellTextsBecome(ben, ["'title'", "'mine'// a", "'last'"]);
  await ben.locator("hf-cell").nth(1).locator(".gutter").click();
  await ben.keyboard.press("d");
  await ben.keyboard.press("d");
  await cellTextsBecome(ana, ["'title'", "'last'"]);
  return () => Promise.all([ana.close(), ben.close()]);
});

const note = () => ana.locator(".toast").filter({ hasText: "deleted by somebody else" });

test("who types in a cell that somebody deletes is told, no letter is a command, and both come back", async () => {
  await note().waitFor();
  await ana.keyboard.type("dd lost text a b");
  expect(await cellTexts(ana)).toEqual(["'title'", "'last'"]);
  await note().getByRole("button", { name: "Bring it back" }).click();
  await cellTextsBecome(ben, ["'title'", "'mine'// add lost text a b", "'last'"]);
  expect(await cellTexts(ben)).toHaveLength(3);
  await note().waitFor({ state: "detached" });
});

test("Escape goes on beside it, in command mode", async () => {
  await note().waitFor();
  await ana.keyboard.press("Escape");
  await note().waitFor({ state: "detached" });
  await ana.keyboard.press("ArrowDown");
  await ana.waitForFunction(
    () =>
      [...document.querySelectorAll("hf-cell")].at(1)?.querySelector("[aria-current=true]") !==
      null,
  );
  expect(await cellTexts(ana)).toEqual(["'title'", "'last'"]);
});
