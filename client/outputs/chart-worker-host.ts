import interUrl from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";
import workerUrl from "./chart-worker.ts?worker&url";

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
    const loaded = new Promise((resolve) => {
      this.#frame.onload = resolve;
    });
    document.body.append(this.#frame);
    const [[code, inter]] = await Promise.all([parts, loaded]);
    const ready = new Promise((resolve) => {
      this.#port.onmessage = resolve;
    });
    const fonts = [{ name: "Inter Variable", bytes: inter.slice(0) }];
    this.#frame.contentWindow?.postMessage({ code, fonts }, "*", [port]);
    await ready;
  }

  get port(): MessagePort {
    return this.#port;
  }

  /** Ends the worker, whatever it is doing. */
  end(): void {
    this.#port.close();
    this.#frame.remove();
  }
}

async function fetchText(address: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) throw new Error("the drawing of charts could not be loaded");
  return response.text();
}
