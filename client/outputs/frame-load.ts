/** A frame that has not loaded after so long is in a process that hangs, ms. */
const LOAD_MS = 6_000;
/** So long no frame is in the page then, ms. */
const OUT_MS = 1_000;
/** So often a frame leaves the page and comes back; one that has loaded and hangs is taken away meanwhile. */
export const MAX_OUT = 5;

const leaving = new Set<() => void>();
let room: Promise<void> = Promise.resolve();

/**
 * Has a frame of opaque origin leave the page for a moment when another one is stuck. Browsers put all of them, of
 * all tabs, into one process: when that hangs, even by a tab that was closed, no further frame loads until none is
 * left in it.
 *
 * @returns what ends this
 */
export function leavesWhenStuck(leave: () => void): () => void {
  leaving.add(leave);
  return () => leaving.delete(leave);
}

/** Resolves when frames may come back into the page. */
export function untilRoom(): Promise<void> {
  return room;
}

/** Waits for a frame to load. */
export class FrameLoad {
  readonly #observer: IntersectionObserver | undefined;
  readonly #end: () => void;
  #timer: number | undefined;

  /**
   * @param leave takes the frame out of the page
   * @param isLazy it loads when it comes into sight
   */
  constructor(frame: HTMLIFrameElement, leave: () => void, isLazy: boolean) {
    this.#end = leavesWhenStuck(leave);
    if (isLazy) {
      this.#observer = new IntersectionObserver((entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) this.#begin();
      });
      this.#observer.observe(frame);
    } else this.#begin();
  }

  /** It has loaded, or is gone. */
  end(): void {
    this.#end();
    this.#observer?.disconnect();
    clearTimeout(this.#timer);
  }

  #begin(): void {
    this.#observer?.disconnect();
    this.#timer = window.setTimeout(() => {
      if (document.hidden) return this.#begin(); // nothing is in a hurry there
      room = new Promise((resolve) => setTimeout(resolve, OUT_MS));
      for (const leave of [...leaving]) leave();
    }, LOAD_MS);
  }
}
