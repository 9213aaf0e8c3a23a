import { appendFile } from "node:fs/promises";
import { jsonLine } from "../base/printable.ts";

/** Something that a person may ask about later: a lock that was taken from its holder. */
export interface AuditEntry {
  readonly event: "stale-cleared" | "forced" | "expired" | "restart" | "preempted";
  readonly key: string;
  /** The execution, or the program outside, that held the lock. */
  readonly holder: string;
  /** Who had started the holder. */
  readonly user: string;
  /** Who did it, when a person did. */
  readonly by?: string;
  readonly detail: string;
}

/** The audit: one line of JSON for each entry, in `audit.log` of the state folder, readable by its owner only. */
export class Audit {
  readonly #path: string;
  readonly #onFault: (error: unknown) => void;
  #last: Promise<void> = Promise.resolve();

  constructor(path: string, onFault: (error: unknown) => void) {
    this.#path = path;
    this.#onFault = onFault;
  }

  write(entry: AuditEntry): void {
    const line = `${jsonLine({ at: new Date().toISOString(), ...entry })}\n`;
    this.#last = this.#last
      .then(() => appendFile(this.#path, line, { mode: 0o600 }))
      .catch(this.#onFault);
  }

  /** Resolves when every entry is written. */
  async close(): Promise<void> {
    await this.#last;
  }
}
