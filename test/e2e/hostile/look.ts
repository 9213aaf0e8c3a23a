import type { Page } from "playwright-core";

/** What of a page no output may change. */
export interface Surroundings {
  readonly title: string;
  readonly path: string;
  readonly width: number;
  readonly text: string;
  readonly elements: number;
  readonly hasKeyboard: boolean;
  /** Cells that ran, or are about to. */
  readonly ran: number;
}

/** Everything around the cells, with the notebook's own name taken out. */
export async function surroundings(page: Page, name: string): Promise<Surroundings> {
  return page.evaluate((own) => {
    const body = document.querySelector("hf-app")!.cloneNode(true) as HTMLElement;
    for (const cell of body.querySelectorAll("hf-cell")) cell.remove();
    const without = (text: string): string => text.replaceAll(own, "NAME").replaceAll(/\s+/g, " ");
    const runs = [...document.querySelectorAll("hf-cell")].map(
      (element) =>
        (element as unknown as { cell: { run: { status: string; execId: unknown } } }).cell.run,
    );
    return {
      title: without(document.title),
      path: without(decodeURIComponent(location.pathname + location.search + location.hash)),
      width: document.documentElement.scrollWidth,
      // Which of the files is open stands in their list too.
      text: without(body.textContent ?? "").replaceAll(/[\w-]*\.ipynb/g, ""),
      elements: body.querySelectorAll("*").length,
      hasKeyboard: document.hasFocus() && document.activeElement?.tagName !== "IFRAME",
      ran: runs.filter(({ status, execId }) => status !== "idle" || execId !== null).length,
    };
  }, name);
}

/** Watches from the first moment how long the page stands still. */
export async function watchFreezes(page: Page): Promise<void> {
  await page.addInitScript(() => {
    if (self !== top) return;
    const state = { worst: 0, last: performance.now() };
    Object.assign(globalThis, { freezes: state });
    setInterval(() => {
      const now = performance.now();
      state.worst = Math.max(state.worst, now - state.last);
      state.last = now;
    }, 10);
  });
}

export async function worstFreeze(page: Page): Promise<number> {
  return page.evaluate(
    () => (globalThis as unknown as { freezes: { worst: number } }).freezes.worst,
  );
}

/** Waits until every output of the page is shown, or said to be stopped or refused. */
export async function outputsAreThere(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll("hf-chart")].every((chart) =>
        chart.querySelector("svg, img, .output-problem"),
      ) &&
      [...document.querySelectorAll<HTMLIFrameElement>("hf-frame iframe")].every(
        (frame) => frame.style.height !== "" || frame.getBoundingClientRect().top > innerHeight,
      ),
    undefined,
    { timeout: 60_000 },
  );
}

/** Waits until the n-th cell, from 0, is the one that is selected. */
export async function cellBecomesSelected(page: Page, n: number): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll("hf-cell")].findIndex((cell) =>
        cell.querySelector("[aria-current=true]"),
      ) === wanted,
    n,
    { timeout: 5_000 },
  );
}
