import type { ChartAnswer, ChartPicture, ChartRequest } from "./chart-messages.ts";
import { ChartWorkerHost } from "./chart-worker-host.ts";
import { leavesWhenStuck } from "./frame-load.ts";

/** A chart that is not drawn after this is given up (rule S12), ms. */
const LIMIT_MS = 10_000;

/** A chart took too long; it is not tried again by itself. */
export class ChartTooSlow extends Error {
  override name = "ChartTooSlow";
}

interface Waiting {
  readonly request: ChartRequest;
  readonly resolve: (picture: ChartPicture | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** Asks the worker of the charts one thing after the other, so that it is known which one does not end. */
class ChartService {
  /** +1 with each worker: charts of an earlier one have to be drawn anew. */
  generation = 0;
  #host: Promise<ChartWorkerHost> | undefined;
  #waiting: Waiting[] = [];
  #isBusy = false;
  #last = 0;

  constructor() {
    // It would keep a process alive that hangs. The next chart starts another worker, and all are drawn anew.
    leavesWhenStuck(() => {
      if (!this.#isBusy) this.#end();
    });
  }

  /** Starts the worker, when a chart is there that will be looked at. */
  warm(): void {
    this.#host ??= this.#start();
  }

  /**
   * @returns the chart as it looks now, or undefined when it did not change
   * @throws Error when the chart cannot be drawn, ChartTooSlow when it was ended
   */
  ask(request: ChartRequest): Promise<ChartPicture | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      if (!this.#isBusy) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      try {
        const answer = await this.#answer(next.request);
        if ("problem" in answer) next.reject(new Error(answer.problem));
        else next.resolve(answer.picture);
      } catch (error) {
        next.reject(error as Error);
      }
    }
    this.#isBusy = false;
  }

  async #answer(request: ChartRequest): Promise<ChartAnswer> {
    this.#host ??= this.#start();
    const { port } = await this.#host;
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      const timer = window.setTimeout(() => {
        this.#end();
        reject(new ChartTooSlow(`it was not drawn within ${LIMIT_MS / 1000} s and was stopped`));
      }, LIMIT_MS);
      port.onmessage = ({ data }: MessageEvent<{ id: number; answer: ChartAnswer }>) => {
        if (data.id !== id) return;
        clearTimeout(timer);
        resolve(data.answer);
      };
      port.postMessage({ id, request });
    });
  }

  #start(): Promise<ChartWorkerHost> {
    this.generation++;
    const host = ChartWorkerHost.start();
    host.catch(() => {
      this.#host = undefined;
    });
    return host;
  }

  #end(): void {
    void this.#host?.then((host) => host.end());
    this.#host = undefined;
    this.generation++;
  }
}

/** The page has one worker for its charts, started with the first. */
export const chartService = new ChartService();
