import type { Source } from "./watch.ts";

/** The events of the page or of its window, wherever in it they happen. */
export function on<K extends keyof DocumentEventMap>(
  target: Document,
  type: K,
  options?: AddEventListenerOptions,
): Source<[event: DocumentEventMap[K]]>;
export function on<K extends keyof WindowEventMap>(
  target: Window,
  type: K,
  options?: AddEventListenerOptions,
): Source<[event: WindowEventMap[K]]>;
export function on(
  target: EventTarget,
  type: string,
  options: AddEventListenerOptions = {},
): Source<[event: Event]> {
  return {
    add(listener) {
      target.addEventListener(type, listener, options);
      return () => target.removeEventListener(type, listener, options);
    },
  };
}

/** A clock that ticks for each who hears it. */
export function every(ms: number): Source {
  return {
    add(listener) {
      const timer = setInterval(() => listener(), ms);
      return () => clearInterval(timer);
    },
  };
}
