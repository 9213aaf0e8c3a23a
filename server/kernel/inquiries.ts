import type { JupyterMessage } from "../../kernels/protocol/index.ts";

/** Inquiries of a kernel: what is asked of it that is no execution, and their answers. */
export class Inquiries {
  readonly #waiting = new Map<string, (answer: JupyterMessage | undefined) => void>();
  /** Asked, and not answered in time: the kernel's thread is busy. */
  readonly #late = new Set<string>();
  readonly #onCaughtUp = new Set<() => void>();

  /**
   * Asks, and waits so many ms for the answer; undefined when none came. Nothing is sent while the kernel still owes
   * an answer, so that questions do not pile up behind one cell that computes.
   */
  async ask(
    question: JupyterMessage,
    ms: number,
    send: () => void,
  ): Promise<JupyterMessage | undefined> {
    const end = performance.now() + ms;
    if (this.#late.size > 0 && !(await this.#caughtUp(ms))) return undefined;
    const id = question.header.msg_id;
    return new Promise((resolve) => {
      // A question that could not be sent is owed no answer.
      send();
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        this.#late.add(id);
        resolve(undefined);
      }, end - performance.now());
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
    });
  }

  /** Takes a message of the kernel; false when it answers no question. */
  take(message: JupyterMessage): boolean {
    const id = (message.parent_header as { msg_id?: string }).msg_id ?? "";
    if (this.#late.delete(id)) {
      if (this.#late.size === 0) this.#tellCaughtUp();
      return true;
    }
    const answer = this.#waiting.get(id);
    this.#waiting.delete(id);
    answer?.(message);
    return answer !== undefined;
  }

  /** The kernel is gone: nobody answers any more. */
  end(): void {
    for (const answer of this.#waiting.values()) answer(undefined);
    this.#waiting.clear();
    this.#late.clear();
    this.#tellCaughtUp();
  }

  #caughtUp(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const caughtUp = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#onCaughtUp.delete(caughtUp);
        resolve(false);
      }, ms);
      this.#onCaughtUp.add(caughtUp);
    });
  }

  #tellCaughtUp(): void {
    for (const tell of this.#onCaughtUp) tell();
    this.#onCaughtUp.clear();
  }
}
