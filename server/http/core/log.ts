import { printableLine } from "../../base/printable.ts";

export interface LogOptions {
  /** Takes one line with its line end. */
  readonly write: (line: string) => void;
  /** Texts that never appear, whatever stands around them: the token. */
  readonly secrets?: readonly string[];
  readonly now?: () => Date;
}

/** The server's log: one event per line, without secrets (S7) and without control characters (S22). */
export class Log {
  readonly #options: LogOptions;
  readonly #secrets: string[];

  constructor(options: LogOptions) {
    this.#options = options;
    this.#secrets = [...(options.secrets ?? [])];
  }

  /** From now on this text never appears. */
  hide(secret: string): void {
    this.#secrets.push(secret);
  }

  info(text: string): void {
    this.#line("info", text);
  }

  warn(text: string): void {
    this.#line("warn", text);
  }

  /** @param error its stack is logged, too */
  error(text: string, error?: unknown): void {
    const more = error instanceof Error ? (error.stack ?? error.message) : String(error ?? "");
    this.#line("error", more === "" ? text : `${text}: ${more}`);
  }

  #line(level: string, text: string): void {
    const { write, now = () => new Date() } = this.#options;
    const safe = printableLine(redact(text, this.#secrets));
    write(`${now().toISOString()} ${level} ${safe}\n`);
  }
}

/** Takes tokens, Authorization and Cookie headers out of a text. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let safe = text
    .replace(/(\b(?:token|code|key)=)[^\s&#"']+/gi, "$1…")
    .replace(
      /(\b(?:authorization|cookie|set-cookie|x-holdfast-page)["']?\s*[:=]\s*)[^\r\n]+/gi,
      "$1…",
    );
  for (const secret of secrets) {
    if (secret !== "") safe = safe.replaceAll(secret, "…");
  }
  return safe;
}
