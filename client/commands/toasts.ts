import { Listeners } from "../store/listeners.ts";

/** A short message at the edge of the page, with at most one thing to do about it. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly detail?: string;
  readonly isError?: boolean;
  /** It stays until it is closed. */
  readonly isKept?: boolean;
  /** Told when a person has closed it or done what it offers. */
  readonly closed?: () => void;
  readonly action?: { readonly label: string; readonly run: () => void };
}

const MAX = 4;
const SHOWN_FOR = 8000;
const ERROR_SHOWN_FOR = 20_000;
let newest = 0;

/** The messages that are shown now, the newest last. */
export class Toasts {
  readonly changed = new Listeners<[]>();
  #all: readonly Toast[] = [];

  get all(): readonly Toast[] {
    return this.#all;
  }

  /**
   * Shows a message for 8 s, an error for 20 s; one with the same text is replaced.
   *
   * @returns what takes it away, when what it says is over
   */
  show(toast: Omit<Toast, "id">): () => void {
    const id = ++newest;
    this.#all = [...this.#all.filter((t) => t.text !== toast.text), { ...toast, id }].slice(-MAX);
    if (!toast.isKept)
      setTimeout(() => this.#remove(id), toast.isError ? ERROR_SHOWN_FOR : SHOWN_FOR);
    this.changed.call();
    return () => this.#remove(id);
  }

  /** A person closes it. */
  close(id: number): void {
    this.#all.find((toast) => toast.id === id)?.closed?.();
    this.#remove(id);
  }

  #remove(id: number): void {
    this.#all = this.#all.filter((toast) => toast.id !== id);
    this.changed.call();
  }
}
