import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ServedFolder, type ServerProcess } from "../integration/fixtures/server-process.ts";
import { Browser, outputBecomes } from "./browser.ts";

const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

let folder: ServedFolder;
let server: ServerProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", [
    "1 + 1",
    'html`<img id="x" alt="pixel" src="/files/pixel.png"><a href="/files/text.txt">the text</a>`',
  ]);
  await folder.write("text.txt", "a text of the folder");
  server = await folder.serve();
  await server.fetch("/api/contents/pixel.png", {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ type: "file", format: "base64", content: PIXEL }),
  });
  browser = await Browser.open();
  page = await browser.tab();
});
afterAll(async () => {
  await browser.close();
  await folder.remove();
});

test("the printed link opens the page, and is gone from the address and the history", async () => {
  await page.goto(server.link);
  await page.waitForURL(`${server.url}/`);
  await page.getByRole("button", { name: "New notebook" }).waitFor();
  expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
  await page.goBack().catch(() => null);
  expect(page.url()).not.toMatch(/code=|token=/);
});

test("opened again in the same browser it goes on to the page", async () => {
  const again = await browser.tab();
  await again.goto(server.link);
  await again.waitForURL(`${server.url}/`);
  await again.getByRole("button", { name: "New notebook" }).waitFor();
  await again.close();
});

test("a reload, a second tab and a window that is opened from a tab work without another link", async () => {
  page = await browser.notebook(server, "a.ipynb");
  await page.getByRole("button", { name: "Run cell" }).first().click();
  await outputBecomes(page, 1, "2");
  await page.reload();
  await outputBecomes(page, 1, "2");
  const second = await browser.notebook(server, "a.ipynb");
  await outputBecomes(second, 1, "2");
  await second.close();
  const [opened] = await Promise.all([
    page.waitForEvent("popup"),
    page.evaluate(() => void window.open(location.href)),
  ]);
  await outputBecomes(opened, 1, "2");
  await opened.close();
});

test("images and links of the folder have the key of this browser", async () => {
  const run = { path: "a.ipynb", cellId: "c2" };
  await server.fetch("/api/runs", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(run),
  });
  const image = page.getByAltText("pixel");
  await image.waitFor();
  await page.waitForFunction(
    (element) => (element as HTMLImageElement | null)?.naturalWidth === 1,
    await image.elementHandle(),
  );
  const [file] = await Promise.all([
    page.context().waitForEvent("page"),
    page.getByRole("link", { name: "the text" }).click(),
  ]);
  await file.getByText("a text of the folder").waitFor();
  await file.close();
});

test("the address of a file that a person types gets the key by itself", async () => {
  const typed = await browser.tab();
  await typed.goto(`${server.url}/files/text.txt`);
  await typed.getByText("a text of the folder").waitFor();
  await typed.close();
});

test("a page on another port is sent the cookie, and can do nothing with it", async () => {
  let cookie = "";
  const other = createServer((request, response) => {
    cookie ||= request.headers.cookie ?? "";
    response.setHeader("Content-Type", "text/html").end("<title>other</title>");
  }).listen(0, "127.0.0.1");
  await once(other, "listening");
  const visit = await browser.tab();
  await visit.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
  expect(cookie).toContain(`holdfast-${server.port}=`);
  expect(await visit.evaluate(() => localStorage.getItem("holdfast.page"))).toBeNull();
  const headers = { Cookie: cookie, Origin: server.url, "Sec-Fetch-Site": "same-origin" };
  for (const path of ["/api/status", "/files/text.txt", "/api/contents/"])
    expect((await fetch(`${server.url}${path}`, { headers })).status).toBe(401);
  await visit.close();
  other.close();
});

test("a used link in another browser says what to do, and the token can be given in a form", async () => {
  const stranger = await Browser.open();
  try {
    const tab = await stranger.tab();
    await tab.goto(server.link);
    await tab.getByText("This one-time link was used, or is too old").waitFor();
    await tab.getByText("holdfast status").first().waitFor();
    await tab.getByLabel("Token").fill(server.token);
    await tab.getByRole("button", { name: "Open" }).click();
    await tab.getByRole("button", { name: "New notebook" }).waitFor();
    expect(tab.url()).toBe(`${server.url}/`);
  } finally {
    await stranger.close();
  }
});

test("a browser that lost its key is told to open a new link, and goes on with it", async () => {
  await page.evaluate(() => localStorage.removeItem("holdfast.page"));
  await page.goto(`${server.url}/`);
  await page.getByText("A new link is needed").waitFor();
  page = await browser.enter(server);
  await page.getByRole("button", { name: "New notebook" }).waitFor();
});
