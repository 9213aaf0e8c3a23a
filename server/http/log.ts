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

  constructor(options: LogOptions) {
    this.#options = options;
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
    const { write, secrets = [], now = () => new Date() } = this.#options;
    const safe = escapeControls(redact(text, secrets));
    write(`${now().toISOString()} ${level} ${safe}\n`);
  }
}

/** Takes tokens, Authorization and Cookie headers out of a text. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let safe = text
    .replace(/(\btoken=)[^\s&#"']+/gi, "$1…")
    .replace(/(\b(?:authorization|cookie|set-cookie)["']?\s*[:=]\s*)[^\r\n]+/gi, "$1…");
  for (const secret of secrets) {
    if (secret !== "") safe = safe.replaceAll(secret, "…");
  }
  return safe;
}

/** Makes control characters and marks that turn the direction of text visible, so a line stays one line. */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (c) => {
    if (c === "\n") return "\\n";
    const code = c.codePointAt(0)!.toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
}
