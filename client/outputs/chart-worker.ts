/// <reference lib="webworker" />
import "./chart-canvas.ts";
import type { ChartRequest } from "./chart-messages.ts";
import { ChartViews } from "./chart-views.ts";

interface Font {
  readonly name: string;
  readonly bytes: ArrayBuffer;
}

/** The entry of the worker that works out charts: it answers one request after the other. */
const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const views = new ChartViews();

scope.onmessage = async ({ data, ports: [port] }: MessageEvent<{ fonts: readonly Font[] }>) => {
  if (!port) return;
  // Texts are measured with the fonts of the page, so that axes and legends get the room that they need.
  for (const { name, bytes } of data.fonts) {
    const font = new FontFace(name, bytes, { weight: "100 900" });
    scope.fonts.add(font);
    await font.load().catch(() => undefined);
  }
  port.onmessage = async ({ data: { id, request } }: MessageEvent<Question>) =>
    port.postMessage({ id, answer: await views.answer(request) });
  port.postMessage({ ready: true });
};

interface Question {
  readonly id: number;
  readonly request: ChartRequest;
}
