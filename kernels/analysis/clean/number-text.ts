/** How numbers are written in one column: "dot" is 1,234.56 and "comma" is 1.234,56. */
export type NumberStyle = "dot" | "comma";

/** A number that was read from messy text. */
export interface NumberText {
  readonly value: number;
  /** True when the text is just the number: no currency, spaces, grouping, percent or parentheses. */
  readonly plain: boolean;
  /** True when it was written without decimal mark, exponent and percent. */
  readonly whole: boolean;
}

const PLAIN = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
/** Signs of currencies and what they are called; a sign that several countries use has the name of the most frequent one. */
const CURRENCY_SIGNS: Readonly<Record<string, string>> = {
  US$: "USD",
  A$: "AUD",
  C$: "CAD",
  R$: "BRL",
  $: "USD",
  "€": "EUR",
  "£": "GBP",
  "¥": "JPY",
  "₹": "INR",
  "₽": "RUB",
  "₩": "KRW",
  "₺": "TRY",
  "₴": "UAH",
  "₪": "ILS",
  "฿": "THB",
  "₫": "VND",
  zł: "PLN",
};
const CODES =
  "USD|EUR|GBP|CHF|JPY|INR|CNY|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RUB|TRY|BRL|MXN|ZAR|KRW|SGD|HKD|ILS|THB|AED|SAR";
const SIGNS = Object.keys(CURRENCY_SIGNS)
  .map((sign) => sign.replace("$", "\\$"))
  .join("|");
const CURRENCY = new RegExp(
  `^(?:${SIGNS}|(?:${CODES})\\b)\\s*|\\s*(?:${SIGNS}|\\b(?:${CODES}))$`,
  "i",
);

/** The currency that an amount is written in, by its ISO code; undefined when it has none. */
export function currencyOf(text: string): string | undefined {
  const bare = text.replace(/^[\s(+\u2212-]+|[\s)+\u2212-]+$/g, "");
  const mark = CURRENCY.exec(bare)?.[0].trim();
  if (mark === undefined) return undefined;
  const sign = Object.keys(CURRENCY_SIGNS).find(
    (each) => each.toLowerCase() === mark.toLowerCase(),
  );
  return sign === undefined ? mark.toUpperCase() : CURRENCY_SIGNS[sign];
}

const SIGN_BEFORE = /^[-+\u2212]\s*/;
const SIGN_BEHIND = /\s*[-\u2212]$/;
const GROUP = "[ '\u2019\u00a0\u202f";
const DOT = new RegExp(`^(?:\\d{1,3}(?:${GROUP},]\\d{3})+|\\d+)?(?:\\.\\d*)?(?:e[-+]?\\d+)?$`, "i");
const COMMA = new RegExp(`^(?:\\d{1,3}(?:${GROUP}.]\\d{3})+|\\d+)?(?:,\\d*)?(?:e[-+]?\\d+)?$`, "i");

/**
 * Reads a number as people write it: currency signs and codes, grouped thousands (comma or dot, space, apostrophe), parentheses or a
 * trailing minus for negative, a percent sign for hundredths. A whole number with a leading zero is an identifier, not a number, and so is
 * one beyond 2^53: as a number it would be rounded, and two of them could become one.
 *
 * @returns undefined when the text is no number in that style
 */
export function parseNumberText(text: string, style: NumberStyle): NumberText | undefined {
  const read = readNumber(text, style);
  return read?.whole === true && !Number.isSafeInteger(read.value) ? undefined : read;
}

function readNumber(text: string, style: NumberStyle): NumberText | undefined {
  const digits = digitsOnly(text);
  if (digits >= 0) return { value: digits, plain: true, whole: true };
  const trimmed = text.trim();
  if (style === "dot" && PLAIN.test(trimmed)) {
    if (/^[-+]?0\d+$/.test(trimmed)) return undefined;
    return { value: Number(trimmed), plain: trimmed === text, whole: /^[-+]?\d+$/.test(trimmed) };
  }
  const { body, negative, percent } = withoutMarks(trimmed);
  if (!/\d/.test(body) || !(style === "dot" ? DOT : COMMA).test(body)) return undefined;
  if (/^0\d+$/.test(body)) return undefined;
  const decimal =
    style === "dot"
      ? body.replace(/[^\d.eE+-]/g, "")
      : body.replace(/[^\d,eE+-]/g, "").replace(",", ".");
  // The percent sign shifts the decimal exponent, so that 12 % is exactly the double 0.12.
  const value = percent ? Number(withExponent(decimal, -2)) : Number(decimal);
  if (Number.isNaN(value)) return undefined;
  return {
    value: negative ? -value : value,
    plain: false,
    whole: !percent && /^\d+$/.test(decimal),
  };
}

/** Reads up to 15 digits without a leading zero, -1 for anything else: the most common form, without a regular expression. */
function digitsOnly(text: string): number {
  const { length } = text;
  if (length < 1 || length > 15 || (length > 1 && text.charCodeAt(0) === 48)) return -1;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function withoutMarks(text: string): { body: string; negative: boolean; percent: boolean } {
  let body = text;
  let negative = false;
  if (body.startsWith("(") && body.endsWith(")")) {
    negative = true;
    body = body.slice(1, -1).trim();
  }
  const takeSign = (): boolean => {
    const sign = SIGN_BEFORE.exec(body)?.[0] ?? SIGN_BEHIND.exec(body)?.[0];
    if (sign === undefined) return false;
    if (!sign.includes("+")) negative = !negative;
    body = body.startsWith(sign) ? body.slice(sign.length) : body.slice(0, -sign.length);
    return true;
  };
  // The sign may stand before or behind the currency: -$5 and $-5.
  const signed = takeSign();
  body = body.replace(CURRENCY, "");
  if (!signed) takeSign();
  const percent = body.endsWith("%");
  if (percent) body = body.slice(0, -1).trimEnd();
  return { body: body.trim(), negative, percent };
}

function withExponent(digits: string, shift: number): string {
  const [mantissa, exponent = "0"] = digits.toLowerCase().split("e");
  return `${mantissa}e${Number(exponent) + shift}`;
}
