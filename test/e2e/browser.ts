import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import type { ServerProcess } from "../integration/fixtures/server-process.ts";

const ARGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A Chromium with a profile of its own; whatever its pages complain about is kept. */
export class Browser {
  /** Errors of the console, violations of the content policy, exceptions and failed requests. */
  readonly complaints: string[] = [];
  readonly #context: BrowserContext;
  readonly #profile: string;

  private constructor(context: BrowserContext, profile: string) {
    this.#context = context;
    this.#profile = profile;
    context.on("console", (message) => {
      if (["error", "warning"].includes(message.type()))
        this.complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => this.complaints.push(String(error.error().stack)));
    context.on("response", (response) => {
      if (response.status() >= 400)
        this.complaints.push(`${response.status()} for ${response.url()}`);
    });
  }

  static async open(): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), "hf-chromium-"));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ARGS,
      viewport: { width: 1280, height: 800 },
    });
    context.setDefaultTimeout(15_000);
    return new Browser(context, profile);
  }

  /** A tab with nothing in it. */
  async tab(): Promise<Page> {
    return this.#context.newPage();
  }

  /** A tab that a person opens with the address that the server printed. */
  async enter(server: ServerProcess): Promise<Page> {
    const page = await this.tab();
    const answer = await server.fetch("/api/entry-links", { method: "POST" });
    await page.goto(((await answer.json()) as { url: string }).url);
    await page.waitForURL((url) => url.search === "");
    return page;
  }

  /** A tab on a notebook; the browser is known to the server. */
  async notebook(server: ServerProcess, name: string): Promise<Page> {
    const page = await this.tab();
    await page.goto(`${server.url}/notebooks/${encodeURIComponent(name)}`);
    await page.locator(".notebook").waitFor();
    return page;
  }

  async close(): Promise<void> {
    await this.#context.close();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The texts of the cells, as they are shown. */
export async function cellTexts(page: Page): Promise<string[]> {
  const texts = await page.locator("hf-cell .code-text").allTextContents();
  return texts.map((text) => text.trimEnd());
}

/** Waits until the texts of the cells are as asked. */
export async function cellTextsBecome(page: Page, texts: readonly string[]): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      JSON.stringify(
        [...document.querySelectorAll("hf-cell .code-text")].map((e) => e.textContent?.trimEnd()),
      ) === JSON.stringify(wanted),
    texts,
  );
}

/** Waits until the n-th cell, from 1, shows a text in its outputs. */
export async function outputBecomes(page: Page, n: number, text: string): Promise<void> {
  const outputs = page
    .locator("hf-cell")
    .nth(n - 1)
    .locator(".outputs");
  await outputs.filter({ hasText: text }).waitFor();
}

/** Waits until the mark in the header says so. */
export async function markBecomes(page: Page, text: string): Promise<void> {
  await page
    .locator(".save-mark")
    .filter({ hasText: new RegExp(`^\\s*${text}\\s*$`) })
    .waitFor();
}
