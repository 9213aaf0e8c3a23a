import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ServedFolder, type ServerProcess } from "../integration/fixtures/server-process.ts";
import { Browser } from "./browser.ts";

let folder: ServedFolder;
let server: ServerProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("one.ipynb", ["1 + 1"]);
  server = await folder.serve();
  browser = await Browser.open();
  page = await browser.enter(server);
  await page.addInitScript(() => {
    if (self !== top) return;
    const watch = new MutationObserver(() => {
      if (!document.body) return;
      watch.disconnect();
      const { theme } = document.documentElement.dataset;
      Object.assign(globalThis, { themeBeforeBody: theme });
    });
    watch.observe(document, { childList: true, subtree: true });
  });
});
afterAll(async () => {
  await browser.close();
  await folder.remove();
  expect(browser.complaints).toEqual([]);
});

const COLOURS = ["light", "dark"] as const;
const PAGE = { light: "rgb(246, 247, 249)", dark: "rgb(19, 21, 25)" };

const backgroundBecomes = (colour: string): Promise<unknown> =>
  page.waitForFunction(
    (c) => getComputedStyle(document.documentElement).backgroundColor === c,
    colour,
  );

async function open(choice: string | undefined): Promise<void> {
  await page.evaluate(
    (c) =>
      c === undefined
        ? localStorage.removeItem("holdfast.theme")
        : localStorage.setItem("holdfast.theme", c),
    choice,
  );
  await page.goto(`${server.url}/notebooks/one.ipynb`);
  await page.locator(".notebook").waitFor();
}

test.each(
  COLOURS.flatMap((computer) =>
    [undefined, "odd", ...COLOURS].map((choice) => ({ computer, choice })),
  ),
)(
  "a page in $choice colours on a $computer computer is never painted in others",
  async ({ computer, choice }) => {
    const meant = choice === "light" || choice === "dark" ? choice : computer;
    await page.emulateMedia({ colorScheme: computer });
    await open(choice);
    const before = await page.evaluate(
      () => (globalThis as { themeBeforeBody?: string }).themeBeforeBody,
    );
    expect(before).toBe(meant);
    await backgroundBecomes(PAGE[meant]);
  },
);

test("an open page follows the computer until a person chooses, and again after that", async () => {
  await page.emulateMedia({ colorScheme: "light" });
  await open(undefined);
  await page.emulateMedia({ colorScheme: "dark" });
  await backgroundBecomes(PAGE.dark);
  const button = page.locator(".theme");
  await button.click();
  await backgroundBecomes(PAGE.light);
  expect(await button.getAttribute("aria-label")).toContain("Colours: light.");
  await page.emulateMedia({ colorScheme: "light" });
  await button.click();
  await backgroundBecomes(PAGE.dark);
  await button.click();
  await backgroundBecomes(PAGE.light);
  await page.emulateMedia({ colorScheme: "dark" });
  await backgroundBecomes(PAGE.dark);
});
