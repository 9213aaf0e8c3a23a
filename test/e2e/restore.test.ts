import { afterAll, beforeAll, expect, test } from "vitest";
import { LiveClient } from "../integration/fixtures/live-client.ts";
import { variablesSaved } from "../integration/fixtures/saved-variables.ts";
import { ServedFolder, type ServerProcess } from "../integration/fixtures/server-process.ts";
import { Browser } from "./browser.ts";

let folder: ServedFolder;
let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("sales.ipynb", [
    "const sales = [3, 5]; const link = { open: () => 1 };",
    "sales.length",
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

test("after the death of the server the page offers the variables, brings them back, and names what it cannot", async () => {
  const watcher = await LiveClient.attach(server, "sales.ipynb");
  await watcher.run(watcher.state.cells[0]!.id);
  await variablesSaved(folder, watcher);
  await server.stop("SIGKILL");
  server = await folder.serve();
  await (await browser.enter(server)).close();
  const page = await browser.notebook(server, "sales.ipynb");
  const notice = page.locator("hf-restore .notice");
  await notice.getByText("1 variable as of").waitFor();
  await notice.getByText("link.open (function open)").waitFor();
  await notice.getByRole("button", { name: "cell 1" }).waitFor();
  await notice.getByRole("button", { name: "Restore" }).click();
  await notice.getByText("1 variable restored").waitFor();
  const second = page.locator("hf-cell").nth(1);
  await second.locator(".gutter").click();
  await second.getByRole("button", { name: "Run this cell (Ctrl+Enter)" }).click();
  await second.locator("hf-output").getByText("2").waitFor();
  await notice.getByRole("button", { name: "Close" }).click();
  await notice.waitFor({ state: "detached" });
});

test("the page says how much checkpoints take, and clears them when that is said twice", async () => {
  await folder.notebook("kept.ipynb", [
    `await run("large", { total: 3, state: { noise: Float64Array.from({ length: 60_000 }, () => Math.random()) } }, async (r) => {
      for await (const i of r.steps()) { await r.checkpoint(); if (i === 1) throw new Error("stop"); }
    })`,
  ]);
  const watcher = await LiveClient.attach(server, "kept.ipynb");
  await watcher.run(watcher.state.cells[0]!.id);
  const page = await browser.notebook(server, "kept.ipynb");
  const kept = page.locator("hf-kept");
  await kept.getByText(/Checkpoints take \d+\.\d kB/).click();
  await kept.getByText("large", { exact: true }).waitFor();
  await kept.getByRole("button", { name: "Clear all" }).click();
  await kept.getByText("1 unfinished run will begin anew.").waitFor();
  await kept.getByRole("button", { name: "Keep" }).click();
  await kept.getByText(/Checkpoints take \d+\.\d kB/).click();
  await kept.getByRole("button", { name: /^Clear large, kept\.ipynb, failed/ }).click();
  await kept.locator(".kept").waitFor({ state: "detached" });
  await page.locator("hf-resumable .resumable").waitFor({ state: "detached" });
});
