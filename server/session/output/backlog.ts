/** Beyond so many characters that are not written yet the kernel is not read, so it waits. */
const MAX_UNWRITTEN = 4 * 1024 * 1024;

/** What a kernel said and neither journal nor file has yet: bounded, for a slow disk makes the kernel wait. */
export class Backlog {
  readonly #kernel: { pause(): void; resume(): void };
  readonly #onFault: (error: unknown) => void;
  #characters = 0;

  constructor(kernel: { pause(): void; resume(): void }, onFault: (error: unknown) => void) {
    this.#kernel = kernel;
    this.#onFault = onFault;
  }

  add(characters: number, written: Promise<void>): void {
    this.#characters += characters;
    if (this.#characters > MAX_UNWRITTEN) this.#kernel.pause();
    written.then(() => {
      const wasOver = this.#characters > MAX_UNWRITTEN;
      this.#characters -= characters;
      if (wasOver && this.#characters <= MAX_UNWRITTEN) this.#kernel.resume();
    }, this.#onFault);
  }
}
