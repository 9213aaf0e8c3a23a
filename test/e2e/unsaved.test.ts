import { chmod, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LiveClient } from "../integration/fixtures/live-client.ts";
import { ServedFolder, type ServerProcess } from "../integration/fixtures/server-process.ts";
import { Browser } from "./browser.ts";

let folder: ServedFolder;
let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.asOrdinaryUser();
  for (const name of ["gone.ipynb", "locked.ipynb", "git.ipynb"])
    await folder.notebook(name, ["'original'"]);
  server = await folder.serve();
  browser = await Browser.open();
  await (await browser.enter(server)).close();
});
afterAll(async () => {
  await browser.close();
  await folder.remove();
  expect(browser.complaints.filter((text) => !text.includes("409"))).toEqual([]);
});

test("a file that was deleted is told beside the notebook, and made again by a button", async () => {
  const page = await browser.notebook(server, "gone.ipynb");
  await rm(join(folder.root, "gone.ipynb"));
  const notice = page.locator("hf-unsaved .notice");
  await notice.getByText("The file was deleted or moved.").waitFor();
  await page.locator(".save-mark").getByText("Not saved").waitFor();
  await notice.getByRole("button", { name: "Save again" }).click();
  await notice.waitFor({ state: "detached" });
  await page.locator(".save-mark").getByText("Saved", { exact: true }).waitFor();
  expect(await folder.sources("gone.ipynb")).toEqual(["'original'"]);
  await page.close();
});

test("what cannot be saved is downloaded, or saved elsewhere under a name that nothing has", async () => {
  const page = await browser.notebook(server, "locked.ipynb");
  await chmod(join(folder.root, "locked.ipynb"), 0o444);
  const typist = await LiveClient.attach(server, "locked.ipynb");
  await typist.replace("c1", "'mine'");
  const notice = page.locator("hf-unsaved .notice");
  await notice.getByText("The file or its folder is read-only.").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    notice.getByRole("button", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("locked.ipynb");
  expect(await readFile(await download.path(), "utf8")).toContain("'mine'");
  await notice.getByRole("button", { name: "Save as…" }).click();
  const field = notice.getByRole("textbox", { name: "Path of the new notebook" });
  await field.fill("git.ipynb");
  await notice.getByRole("button", { name: "Save", exact: true }).click();
  await page.locator("hf-toasts").getByText("git.ipynb exists").waitFor();
  await field.fill("elsewhere");
  await field.press("Enter");
  await page.waitForURL(/elsewhere\.ipynb$/);
  await page.locator("hf-cell").getByText("'mine'").waitFor();
  expect(await folder.sources("elsewhere.ipynb")).toEqual(["'mine'"]);
  expect(await folder.sources("git.ipynb")).toEqual(["'original'"]);
  await page.close();
});

test("a file that changes outside is shown by itself, and after a choice the page says where the other is", async () => {
  const page = await browser.notebook(server, "git.ipynb");
  await folder.notebook("git.ipynb", ["'of the branch'"]);
  await page.locator("hf-cell").getByText("'of the branch'").waitFor();
  const typist = await LiveClient.attach(server, "git.ipynb");
  await typist.replace("c1", "'mine'");
  await folder.notebook("git.ipynb", ["'of another branch'"]);
  await page.locator("hf-conflict").getByRole("button", { name: "Take theirs" }).click();
  await page.locator("hf-cell").getByText("'of another branch'").waitFor();
  await page.locator("hf-toasts").getByText("“git (copy).ipynb”").waitFor();
  await page.close();
});

test("the first page offers work whose folder is gone, and writes it back", async () => {
  await mkdir(join(folder.root, "d"));
  for (const name of ["d/a.ipynb", "d/b.ipynb"]) {
    await folder.notebook(name, ["'original'"]);
    await (await LiveClient.attach(server, name)).replace("c1", `'unsaved ${name}'`);
  }
  await server.stop("SIGKILL");
  await rm(join(folder.root, "d"), { recursive: true });
  server = await folder.serve();
  const page = await browser.enter(server);
  const left = page.locator("hf-left");
  await left.getByText("2 notebooks have unsaved work, but their files are gone").waitFor();
  const second = left.getByRole("listitem").filter({ hasText: "d/b.ipynb" });
  await second.getByRole("button", { name: "Forget" }).click();
  await second.getByRole("button", { name: "Forget it for good" }).click();
  await left.getByText("1 notebook has unsaved work, but its file is gone").waitFor();
  await left.getByRole("button", { name: "Write it back" }).click();
  await page.locator("hf-cell").getByText("'unsaved d/a.ipynb'").waitFor();
  expect(await folder.sources("d/a.ipynb")).toEqual(["'unsaved d/a.ipynb'"]);
});
