import interUrl from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";
import workerUrl from "./chart-worker.ts?worker&url";
import { FrameLoad, untilRoom } from "./frame-load.ts";

/** How long the worker may take to start, ms: it has to be fetched and compiled. */
const START_MS = 30_000;

/** The text of the worker and the fonts that it measures with; fetched once. */
let parts: Promise<readonly [code: string, inter: ArrayBuffer]> | undefined;

/**
 * A worker of the charts, inside of a hidden frame of opaque origin without network (`charts.html`). Browsers
 * that isolate such frames give it a process of its own; taking the frame away ends the worker in all of them.
 */
export class ChartWorkerHost {
  readonly #frame = document.createElement("iframe");
  readonly #port: MessagePort;
  #waiting: FrameLoad | undefined;
  #isEnded = false;

  private constructor(port: MessagePort) {
    this.#port = port;
    this.#frame.src = "/charts.html";
    this.#frame.sandbox.add("allow-scripts");
    this.#frame.referrerPolicy = "no-referrer";
    this.#frame.hidden = true;
    this.#frame.tabIndex = -1;
    this.#frame.ariaHidden = "true";
    this.#frame.title = "Charts";
  }

  /** @throws Error when it does not start */
  static async start(): Promise<ChartWorkerHost> {
    const { port1, port2 } = new MessageChannel();
    const host = new ChartWorkerHost(port1);
    const late = new Promise<never>((_, reject) => {
      const message = "what draws charts did not start";
      window.setTimeout(() => reject(new Error(message)), START_MS);
    });
    try {
      await Promise.race([host.#load(port2), late]);
      return host;
    } catch (error) {
      parts = undefined;
      host.end();
      throw error;
    }
  }

  async #load(port: MessagePort): Promise<void> {
    parts ??= Promise.all([fetchText(workerUrl), fetch(interUrl).then((r) => r.arrayBuffer())]);
    const [[code, inter]] = await Promise.all([parts, this.#loaded()]);
    const ready = new Promise((resolve) => {
      this.#port.onmessage = resolve;
    });
    const fonts = [{ name: "Inter Variable", bytes: inter.slice(0) }];
    this.#frame.contentWindow?.postMessage({ code, fonts }, "*", [port]);
    await ready;
  }

  /** The frame is in the page and has loaded; when it is stuck it leaves the page, and comes back. */
  async #loaded(): Promise<void> {
    let isThere = false;
    while (!isThere) {
      await untilRoom();
      if (this.#isEnded) throw new Error("it was ended");
      isThere = await new Promise<boolean>((resolve) => {
        this.#frame.onload = () => resolve(true);
        this.#waiting = new FrameLoad(this.#frame, () => resolve(false), false);
        document.body.append(this.#frame);
      });
      this.#waiting?.end();
      if (!isThere) this.#frame.remove();
    }
  }

  get port(): MessagePort {
    return this.#port;
  }

  /** Ends the worker, whatever it is doing. */
  end(): void {
    this.#isEnded = true;
    this.#waiting?.end();
    this.#port.close();
    this.#frame.remove();
  }
}

async function fetchText(address: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) throw new Error("the drawing of charts could not be loaded");
  return response.text();
}
