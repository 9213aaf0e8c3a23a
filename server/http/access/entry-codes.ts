import { randomBytes } from "node:crypto";

/** A code can be used for so long. */
export const ENTRY_CODE_MINUTES = 10;
const MAX_CODES = 100;

/**
 * One-time codes of the links that a person opens (S33): a link gets into the history of a browser, into a terminal's
 * scroll-back and into the arguments of the program that opens it, so what stands in it is worth nothing afterwards.
 */
export class EntryCodes {
  /** Code → when it ends; the oldest first. */
  readonly #codes = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  make(): string {
    const code = randomBytes(24).toString("base64url");
    this.#codes.set(code, this.#now() + ENTRY_CODE_MINUTES * 60_000);
    const [oldest] = this.#codes.keys();
    if (this.#codes.size > MAX_CODES && oldest !== undefined) this.#codes.delete(oldest);
    return code;
  }

  /** Uses a code up; false when there is none such, or not any more. Codes are as random as no guess can be. */
  take(code: string): boolean {
    const end = this.#codes.get(code);
    this.#codes.delete(code);
    return end !== undefined && this.#now() < end;
  }

  clear(): void {
    this.#codes.clear();
  }
}
