import type { ReactiveController, ReactiveControllerHost } from "lit";
import { onceAFrame } from "../store/once-a-frame.ts";

/** Whatever tells its changes: a store, a connection, the theme, the page, a clock. */
export interface Source<Args extends readonly unknown[] = []> {
  /** Gives the function that ends it. */
  add(listener: (...args: Args) => void): () => void;
}

type Several<Args extends readonly unknown[]> = () => readonly (Source<Args> | undefined)[];

/**
 * Hears sources for an element while it is in the page: not before, not after, and again when it comes back. Which
 * ones they are is asked anew before each update, since they may belong to something that is given to the element.
 */
class Watch<Args extends readonly unknown[]> implements ReactiveController {
  readonly #sources: Several<Args>;
  readonly #told: (...args: Args) => void;
  readonly #came: () => void;
  readonly #heard = new Map<Source<Args>, () => void>();
  isThere = false;

  /** @param came told that the element comes into the page */
  constructor(sources: Several<Args>, told: (...args: Args) => void, came = () => {}) {
    this.#sources = sources;
    this.#told = told;
    this.#came = came;
  }

  hostConnected(): void {
    this.isThere = true;
    this.#follow(this.#sources());
    this.#came();
  }

  hostUpdate(): void {
    if (this.isThere) this.#follow(this.#sources());
  }

  hostDisconnected(): void {
    this.isThere = false;
    this.#follow([]);
  }

  #follow(sources: readonly (Source<Args> | undefined)[]): void {
    for (const [source, forget] of this.#heard)
      if (!sources.includes(source)) {
        this.#heard.delete(source);
        forget();
      }
    for (const source of sources)
      if (source && !this.#heard.has(source)) this.#heard.set(source, source.add(this.#told));
  }
}

/**
 * Renders an element anew when one of the sources has changed: at most once a frame, however often they change, and
 * when it comes back into the page, since it may have missed something.
 */
export function watch(host: ReactiveControllerHost, sources: Several<[]>): void {
  const update = (): void => host.requestUpdate();
  const soon = onceAFrame(() => {
    if (seen.isThere) update();
  });
  const seen = new Watch(sources, soon, update);
  host.addController(seen);
}

/** Does something at once at each change of a source: what an element has to do beside rendering. */
export function hear<Args extends readonly unknown[]>(
  host: ReactiveControllerHost,
  source: Source<Args> | (() => Source<Args> | undefined),
  told: (...args: Args) => void,
): void {
  const sources = typeof source === "function" ? () => [source()] : () => [source];
  host.addController(new Watch(sources, told));
}
