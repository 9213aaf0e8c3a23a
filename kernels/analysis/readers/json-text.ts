/** Stands in front of the digits of a whole number that doubles cannot hold; a character of the private use area. */
const MARK = "\ue000int:";

/**
 * Parses JSON; whole numbers beyond 2^53 become texts with a mark, which `markedInteger` reads, because the language would round them.
 *
 * @throws SyntaxError
 */
export function parseJsonText(text: string): unknown {
  return JSON.parse(/\d{16}/.test(text) ? markIntegers(text) : text);
}

/** The whole number beyond 2^53 that a value stands for, undefined for any other value. */
export function markedInteger(value: unknown): bigint | undefined {
  if (typeof value !== "string" || !value.startsWith(MARK)) return undefined;
  const digits = value.slice(MARK.length);
  return /^-?\d{16,}$/.test(digits) ? BigInt(digits) : undefined;
}

/** Writes a nested value as JSON text, whole numbers beyond 2^53 in full. */
export function nestedText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes(MARK) ? text.replace(/"\ue000int:(-?\d{16,})"/g, "$1") : text;
}

function markIntegers(text: string): string {
  let out = "";
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      at = closingQuote(text, at);
      continue;
    }
    if (code !== 45 && !isDigit(code)) continue;
    const start = at;
    if (code === 45) at++;
    const first = at;
    while (isDigit(text.charCodeAt(at))) at++;
    const digits = at - first;
    const rest = text.charCodeAt(at);
    const whole = rest !== 46 && rest !== 101 && rest !== 69;
    if (digits >= 16 && whole && !Number.isSafeInteger(Number(text.slice(start, at)))) {
      out += `${text.slice(copied, start)}"${MARK}${text.slice(start, at)}"`;
      copied = at;
    } else if (!whole) {
      // The digits behind a point or an exponent are no number of their own.
      while (/[\d.eE+-]/.test(text.charAt(at))) at++;
    }
    at--;
  }
  return out + text.slice(copied);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function closingQuote(text: string, open: number): number {
  let at = open;
  for (;;) {
    at = text.indexOf('"', at + 1);
    if (at < 0) return text.length;
    let back = at - 1;
    while (text.charCodeAt(back) === 92) back--;
    if ((at - back) % 2 === 1) return at;
  }
}
