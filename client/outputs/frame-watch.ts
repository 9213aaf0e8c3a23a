const MAX_HEIGHT = 2_000;
/** A frame that changes its height more often than this keeps the last one. */
const MAX_CHANGES = 100;
/** More messages than this in a second are a flood. */
const MAX_MESSAGES = 200;
const PING_MS = 5_000;
/** So many pings without an answer and the frame is taken for hung. */
const MAX_SILENT = 3;

interface FrameRules {
  /** Whether the frame may have the keyboard now. */
  readonly mayFocus: () => boolean;
  /** Is told why the frame has to go; the watch has ended then. */
  readonly onFault: (fault: string) => void;
}

/** Watches a frame of opaque origin from outside: its height, its messages, the keyboard, and whether it answers. */
export class FrameWatch {
  readonly #frame: HTMLIFrameElement;
  readonly #rules: FrameRules;
  readonly #ended = new AbortController();
  readonly #timer: number;
  #height = 0;
  #changes = 0;
  #isPlanned = false;
  #messages = 0;
  #second = 0;
  #silent = 0;

  constructor(frame: HTMLIFrameElement, rules: FrameRules) {
    this.#frame = frame;
    this.#rules = rules;
    const { signal } = this.#ended;
    window.addEventListener("message", this.#take, { signal });
    window.addEventListener("blur", this.#lostKeyboard, { signal });
    this.#timer = window.setInterval(this.#ping, PING_MS);
  }

  send(message: object): void {
    this.#frame.contentWindow?.postMessage(message, "*");
  }

  end(): void {
    this.#ended.abort();
    clearInterval(this.#timer);
  }

  #take = ({ source, data, timeStamp }: MessageEvent<unknown>): void => {
    if (source !== this.#frame.contentWindow) return;
    const second = Math.floor(timeStamp / 1000);
    this.#messages = second === this.#second ? this.#messages + 1 : 1;
    this.#second = second;
    if (this.#messages > MAX_MESSAGES) {
      this.#fail("This output sent messages without end and was stopped.");
      return;
    }
    this.#silent = 0;
    if (typeof data !== "object" || data === null || !("height" in data)) return;
    const height = Number(data.height);
    if (!Number.isFinite(height) || ++this.#changes > MAX_CHANGES) return;
    this.#height = Math.min(MAX_HEIGHT, Math.max(0, height));
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    requestAnimationFrame(() => {
      this.#isPlanned = false;
      this.#frame.style.height = `${this.#height}px`;
    });
  };

  /** A frame that takes the keyboard although nobody clicked into it loses it, and goes. */
  #lostKeyboard = (): void => {
    if (document.activeElement !== this.#frame || this.#rules.mayFocus()) return;
    this.#frame.blur();
    this.#fail("This output took the keyboard without being asked and was stopped.");
    window.focus();
    lastFocused?.focus({ preventScroll: true });
  };

  #ping = (): void => {
    if (document.hidden) return;
    if (this.#silent++ < MAX_SILENT) this.send({ type: "holdfast.ping" });
    else this.#fail("This output does not answer any longer and was stopped.");
  };

  #fail(fault: string): void {
    this.end();
    // At once, not with the next drawing: messages and hung scripts end here.
    this.#frame.remove();
    this.#rules.onFault(fault);
  }
}

let lastFocused: HTMLElement | undefined;
document.addEventListener("focusin", ({ target }) => {
  if (target instanceof HTMLElement && !(target instanceof HTMLIFrameElement)) lastFocused = target;
});
