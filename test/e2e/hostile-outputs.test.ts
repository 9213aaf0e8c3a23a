import type { Page, Request } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type NotebookCell, newNotebookMetadata } from "../../kernels/protocol/index.ts";
import { ServedFolder, type ServerProcess } from "../integration/fixtures/server-process.ts";
import { Browser } from "./browser.ts";
import { codeCell, TRAP, textCell } from "./hostile/case.ts";
import { CHARTS, ENDLESS } from "./hostile/charts.ts";
import { DATA } from "./hostile/data.ts";
import {
  cellBecomesSelected,
  outputsAreThere,
  type Surroundings,
  surroundings,
  watchFreezes,
  worstFreeze,
} from "./hostile/look.ts";
import { MARKUP } from "./hostile/markup.ts";
import { Trap } from "./hostile/trap.ts";

/** Longer than this the page never stands still; three processes share the processors with it, ms. */
const LONGEST_FREEZE = 3_000;

let folder: ServedFolder;
let server: ServerProcess;
let browser: Browser;
let trap: Trap;
let calm: Surroundings;
const all = [...CHARTS, ...MARKUP, ...DATA];

beforeAll(async () => {
  trap = await Trap.open();
  folder = await ServedFolder.make();
  await write("calm", [codeCell([])]);
  for (const { name, cells } of all) await write(name, cells);
  await write("endless", [codeCell(ENDLESS.flatMap(({ cells }) => outputsOf(cells)))]);
  server = await folder.serve();
  browser = await Browser.open();
  await (await browser.enter(server)).close();
  const page = await open("calm");
  await answers(page);
  calm = await surroundings(page, "calm");
  await page.close();
});
let opened: Page | undefined;
afterEach(async () => {
  await opened?.close();
});
afterAll(async () => {
  await browser.close();
  await folder.remove();
  await trap.close();
});

test.each(all)(
  "$name: opening it runs nothing, reaches nothing, changes nothing around it",
  async ({ name, mayConnect }) => {
    const page = await open(name);
    await stays(page, name);
    const runs = page.getByRole("button", { name: "Run it" });
    if ((await runs.count()) > 0 && name !== "many-frames") {
      await runs.first().click();
      await page
        .locator("hf-frame iframe[src='/frame-run.html'], hf-frame .output-problem")
        .first()
        .waitFor({ state: "attached" });
      await stays(page, name, mayConnect);
    }
    await page.close();
  },
);

/** Each of them has 10 s, and which of those in sight is drawn first is not said. */
const ALL_STOPPED = ENDLESS.length * 10_000 + 15_000;

test("charts that do not end are stopped one after the other, and the page answers meanwhile", async () => {
  const page = await open("endless", false);
  for (let n = 0; n < ENDLESS.length; n++) {
    await page.locator("hf-chart").nth(n).scrollIntoViewIfNeeded();
    await answers(page);
    await page
      .locator("hf-chart")
      .nth(n)
      .getByText("was stopped")
      .waitFor({ timeout: ALL_STOPPED });
  }
  await stays(page, "endless");
}, 120_000);

/** The notebook's cell with something harmless before and behind it; the trap is where the case says. */
async function write(name: string, cells: readonly NotebookCell[]): Promise<void> {
  const around = (cell: NotebookCell, id: string): object => ({ ...cell, id });
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: newNotebookMetadata,
    cells: [around(codeCell([], "1"), "first"), ...cells, around(textCell("The end"), "last")],
  };
  const text = JSON.stringify(notebook);
  const host = TRAP.slice("http://".length);
  await folder.write(`${name}.ipynb`, text.replaceAll(host, `127.0.0.1:${trap.port}`));
}

function outputsOf(cells: readonly NotebookCell[]): readonly object[] {
  return cells.flatMap((cell) => (cell.cell_type === "code" ? cell.outputs : []));
}

async function open(name: string, isWhole = true): Promise<Page> {
  trap.caught.length = 0;
  const page = await browser.tab();
  opened = page;
  await watchFreezes(page);
  const foreign = (request: Request): boolean => {
    const { protocol, host } = new URL(request.url());
    return /^(https?|wss?):/.test(protocol) && host !== new URL(server.url).host;
  };
  page.on("requestfinished", (request) => {
    if (foreign(request)) trap.caught.push(request.url());
  });
  page.on("requestfailed", (request) => {
    // What the policy of the page refuses has not left it.
    const isRefused = /^(csp|origin)$/.test(request.failure()?.errorText ?? "");
    if (foreign(request) && !isRefused) trap.caught.push(request.url());
  });
  page.on("dialog", (dialog) => {
    trap.caught.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`${server.url}/notebooks/${name}.ipynb`);
  await page.locator(".notebook, .message").first().waitFor();
  // A notebook that the server refuses to read does nothing either.
  if (await page.locator(".message").isVisible()) return page;
  await page.locator("hf-cell").nth(2).waitFor();
  if (isWhole) {
    await page.locator("hf-cell").nth(1).scrollIntoViewIfNeeded();
    await outputsAreThere(page);
  }
  return page;
}

/** Nothing around the cell is different, nothing was reached, nothing ran, and keys are heard by the page. */
async function stays(page: Page, name: string, mayConnect = false): Promise<void> {
  if (await page.locator(".message").isVisible()) {
    expect(trap.caught).toEqual([]);
    return;
  }
  await answers(page);
  const seen = await surroundings(page, name);
  expect({ ...seen, hasKeyboard: true }).toEqual({ ...calm, hasKeyboard: true });
  const caught = trap.caught.filter((what) => !mayConnect || what !== "a connection");
  expect(caught).toEqual([]);
  expect(await worstFreeze(page)).toBeLessThan(LONGEST_FREEZE);
}

/** A key moves the selection down and up again. */
async function answers(page: Page): Promise<void> {
  await page.locator("hf-cell").first().locator(".gutter").click();
  for (const [key, cell] of [
    ["ArrowDown", 1],
    ["ArrowUp", 0],
  ] as const) {
    await page.keyboard.press(key);
    await cellBecomesSelected(page, cell);
  }
}
