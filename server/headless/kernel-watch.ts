import type { Session } from "../session/session.ts";

/** Remembers that the kernel of a session died, also between two cells: the next one would get a new kernel. */
export class KernelWatch {
  readonly #stop: () => void;
  readonly #session: Session;
  #hasDied = false;
  #tell: () => void = () => {};
  /** Resolves when it dies. */
  readonly died = new Promise<void>((resolve) => {
    this.#tell = resolve;
  });

  constructor(session: Session) {
    this.#session = session;
    this.#stop = session.listen({ events: () => this.#look(), volatile: () => {} });
  }

  get hasDied(): boolean {
    this.#look();
    return this.#hasDied;
  }

  close(): void {
    this.#stop();
  }

  #look(): void {
    if (this.#session.state.kernel.status !== "dead") return;
    this.#hasDied = true;
    this.#tell();
  }
}
