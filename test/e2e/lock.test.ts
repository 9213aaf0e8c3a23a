import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { report, rounds } from "../faults/rounds.ts";
import { waitsFor } from "../integration/fixtures/gate.ts";
import { LiveClient } from "../integration/fixtures/live-client.ts";
import { ServedFolder, type ServerProcess } from "../integration/fixtures/server-process.ts";
import { Browser, outputBecomes } from "./browser.ts";

const LONG = `// Train models
for (const n of track(Array.from({ length: 3000 }, (_, i) => i), { label: "Train models" }))
  await new Promise((resolve) => setTimeout(resolve, 20));`;
/** Reloads and the like during one long cell; `FAULT_ROUNDS` of them when that is set. */
const STEPS = rounds(15);
const SHORT = `${waitsFor("made")} "made"`;
/** What ended in the background is told when it took longer than 5 s. */
const AHEAD_MS = 5_200;

let folder: ServedFolder;
let server: ServerProcess;
let one: Browser;
let two: Browser;
let watcher: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  folder.withClock(AHEAD_MS);
  await folder.notebook("train.ipynb", [LONG, "'second'", "'third'", "'fourth'"]);
  await folder.notebook("other.ipynb", ["'other'"]);
  await folder.notebook("short.ipynb", [SHORT]);
  server = await folder.serve();
  [one, two] = await Promise.all([Browser.open(), Browser.open()]);
  await Promise.all([one, two].map(async (browser) => (await browser.enter(server)).close()));
  watcher = await LiveClient.attach(server, "train.ipynb");
});
afterEach(async () => {
  await watcher.operate({ type: "cancel" });
  await watcher.until((state) => state.executions.length === 0);
});
afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await folder.remove();
  expect([...one.complaints, ...two.complaints]).toEqual([]);
});

async function run(page: Page, n: number): Promise<void> {
  const cell = page.locator("hf-cell").nth(n - 1);
  await cell.locator(".gutter").click();
  await cell.getByRole("button", { name: "Run this cell (Ctrl+Enter)" }).click();
}

/** A tab that runs the long cell, long enough that its window is kept. */
async function training(): Promise<Page> {
  const page = await one.notebook(server, "train.ipynb");
  await run(page, 1);
  await page.locator(".banner").filter({ hasText: "Train models is running" }).waitFor();
  return page;
}

function file(page: Page, name: string) {
  return page.locator(".file").filter({ hasText: name });
}

function way(page: Page, label: string) {
  return page.getByRole("dialog").getByRole("button", { name: label });
}

test("two browsers see the same holder, progress and queue, and unlock together", async () => {
  const page = await training();
  const other = await two.notebook(server, "train.ipynb");
  const banner = other.locator(".banner");
  await banner.filter({ hasText: "in another tab" }).waitFor();
  const bar = banner.getByRole("progressbar");
  await expect.poll(() => bar.getAttribute("aria-valuenow")).not.toBeNull();
  await run(other, 2);
  for (const tab of [page, other]) await tab.getByRole("button", { name: "1 waiting" }).waitFor();
  await banner.getByRole("button", { name: "Cancel" }).click();
  await Promise.all(
    [page, other].map((tab) => tab.locator(".banner").waitFor({ state: "detached" })),
  );
  await outputBecomes(page, 2, "second");
  await page.close();
  await other.close();
});

test("the queue is reordered, prioritised and emptied by keyboard", async () => {
  const page = await training();
  for (const n of [2, 3, 4]) await run(page, n);
  const toggle = page.getByRole("button", { name: "3 waiting" });
  await toggle.focus();
  await page.keyboard.press("Enter");
  const names = (): Promise<string[]> => page.locator(".queue-name strong").allTextContents();
  await expect.poll(names).toEqual(["Cell 2", "Cell 3", "Cell 4"]);
  await page.getByRole("button", { name: "Move Cell 4 up" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(names).toEqual(["Cell 2", "Cell 4", "Cell 3"]);
  await page.getByLabel("Priority of Cell 3").selectOption("Urgent");
  await expect.poll(names).toEqual(["Cell 3", "Cell 2", "Cell 4"]);
  await page.getByText("Urgent goes first, but does not stop Cell 1").waitFor();
  await page.getByRole("button", { name: "Drop Cell 2" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(names).toEqual(["Cell 3", "Cell 4"]);
  await page.getByRole("button", { name: "Drop all" }).click();
  await page.locator(".queue").waitFor({ state: "detached" });
  await page.close();
});

test("switching is blocked with its reason; waiting stays, Escape too", async () => {
  const page = await training();
  await page.getByText("Other notebooks wait: a long cell runs in this window.").waitFor();
  await file(page, "other").click();
  await way(page, "Stay and wait").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.locator(".brand").click();
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(page.url()).toMatch(/train\.ipynb$/);
  expect(await page.locator(".banner").count()).toBe(1);
  await page.close({ runBeforeUnload: false });
});

test("cancel and go ends the cell, keeps what it showed, and opens the other notebook", async () => {
  const page = await training();
  await file(page, "other").click();
  await way(page, "Cancel it and go").click();
  await page.waitForURL(/other\.ipynb$/);
  await page.locator(".notebook .cell").waitFor();
  expect(watcher.cell("c1").run.outcome).toBe("cancelled");
  expect(watcher.cell("c1").outputs).toMatchObject([
    { output_type: "display_data" },
    { ename: "Interrupted" },
  ]);
  await page.close();
});

test("the address of another notebook is blocked in the window, free in another one", async () => {
  const page = await training();
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto(`${server.url}/notebooks/other.ipynb`);
  await page.getByRole("heading", { name: "Train models is running in this window" }).waitFor();
  const free = await one.notebook(server, "other.ipynb");
  await free.close();
  await page.getByRole("button", { name: "Let it go on in the background" }).click();
  await page.locator(".notebook .cell").waitFor();
  expect(watcher.state.executions).toHaveLength(1);
  await page.close();
});

test("restart asks first while a cell runs", async () => {
  const page = await training();
  await page.getByRole("button", { name: "Restart" }).click();
  const toast = page.locator(".toast").filter({ hasText: "Cell 1 is running" });
  await toast.getByRole("button", { name: "Restart anyway" }).click();
  await watcher.until((state) => state.executions.length === 0);
  expect(watcher.cell("c1").outputs.at(-1)).toMatchObject({ ename: "KernelRestarted" });
  await page.close();
});

test("reloads, closed tabs, back and forward during one long cell: one run, no error", {
  timeout: 40_000 + STEPS * 1_000,
}, async () => {
  let page = await training();
  const { lastExecution } = watcher.state;
  const steps: (() => Promise<unknown>)[] = [
    () => page.reload(),
    () => page.goBack({ timeout: 3_000 }),
    () => page.goForward({ timeout: 3_000 }).catch(() => undefined), // there may be nothing forward
    async () => {
      await page.close({ runBeforeUnload: false });
      page = await one.notebook(server, "train.ipynb");
    },
    () => page.goto(`${server.url}/notebooks/train.ipynb`),
  ];
  let seed = 7;
  for (let i = 0; i < STEPS; i++) {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    page.removeAllListeners("dialog");
    page.on("dialog", (dialog) => void dialog.accept());
    await steps[seed % steps.length]!();
    expect(watcher.state.lastExecution).toBe(lastExecution);
    expect(watcher.state.executions).toHaveLength(1);
  }
  report({ fault: "reloads, closes, back and forward in Chromium", rounds: STEPS, runs: 1 });
  await page.close({ runBeforeUnload: false });
});

// The last one: pages know nothing of a server whose clock is ahead of theirs.
test("in the background it goes on; its end is told in another notebook until it is closed", async () => {
  const page = await one.notebook(server, "short.ipynb");
  await run(page, 1);
  await page.locator(".banner").waitFor();
  await file(page, "other").click();
  await way(page, "Let it go on in the background").click();
  await page.waitForURL(/other\.ipynb$/);
  await server.goAhead();
  await folder.write("made", "");
  const note = page.locator(".toast").filter({ hasText: /is done, \d+ s/ });
  await note.waitFor();
  await page.reload();
  await note.waitFor();
  await note.getByRole("button", { name: "Show" }).click();
  await page.waitForURL(/short\.ipynb$/);
  await outputBecomes(page, 1, "made");
  // What the server tells no more, no page can show.
  const left = async (): Promise<unknown[]> => {
    const answer = await server.fetch("/api/notifications");
    const { notifications } = (await answer.json()) as { notifications: { path: string }[] };
    return notifications.filter(({ path }) => path === "short.ipynb");
  };
  await expect.poll(left).toEqual([]);
  await page.reload();
  await page.locator(".notebook .cell").waitFor();
  expect(await note.count()).toBe(0);
  await page.close();
});
