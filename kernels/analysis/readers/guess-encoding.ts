import { type SingleByte, upperHalf } from "./single-byte.ts";

/** How much of a file is looked at. */
const LOOK = 4 * 1024 * 1024;

/**
 * Finds out whether bytes with NUL in them are UTF-16 without a byte order mark: the NULs stand at one side of the pairs only, and most
 * line ends have one beside them.
 */
export function guessUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const end = Math.min(bytes.length & ~1, LOOK);
  const zeros = [0, 0];
  const lineEnds = [0, 0];
  let lone = 0;
  for (let i = 0; i < end; i += 2) {
    const [a, b] = [bytes[i], bytes[i + 1]];
    if (a === 0) zeros[0]++;
    if (b === 0) zeros[1]++;
    if (a === 10 && b === 0) lineEnds[1]++;
    else if (a === 0 && b === 10) lineEnds[0]++;
    else if (a === 10 || b === 10) lone++;
  }
  const side = zeros[1] > zeros[0] ? 1 : 0;
  const fits =
    zeros[1 - side] === 0 && (lineEnds[side] > lone || (lone === 0 && zeros[side] * 6 > end));
  return fits ? (side === 1 ? "utf-16le" : "utf-16be") : undefined;
}

/** Letters that western languages write often. */
const COMMON = "äöüßéèêëáàâçñóôíîïúùûœæøåãõìòÄÖÜÉÈÊÁÀÂÇÑÓÔÍÎÚØÅÆŒ";
/** What stands inside of words, or between them. */
const INSIDE = "’'\u00ad";
const AROUND = "“”‘„«»‹›–—…•·°€£©®™§¿¡ºª½¼¾²³µ×±\u00a0´‚†‰¢¥÷";
const RARE = "ŸÿþðÞÐýÝžŽšŠƒ";

/**
 * Chooses between the two single-byte encodings of western text that are still met, by how well the characters beyond ASCII fit
 * between their neighbours.
 *
 * @returns undefined when neither gives plausible western text, as for Cyrillic, Greek or Asian encodings
 */
export function guessSingleByte(bytes: Uint8Array): SingleByte | undefined {
  if (inCompany(bytes) > 0.3) return undefined;
  const windows = plausibility(bytes, upperHalf("windows-1252"));
  const mac = plausibility(bytes, upperHalf("macintosh"));
  const best = Math.max(windows, mac);
  if (best < 0.4) return undefined;
  if (mac > windows) return "macintosh";
  return bytes.some((byte) => byte >= 0x80 && byte < 0xa0) ? "windows-1252" : "iso-8859-1";
}

/** The share of the bytes beyond ASCII that stand beside another one: rare in western text, the rule in other alphabets. */
function inCompany(bytes: Uint8Array): number {
  const end = Math.min(bytes.length, LOOK);
  let count = 0;
  let together = 0;
  for (let i = 0; i < end; i++) {
    if (bytes[i] < 128) continue;
    count++;
    if (bytes[i - 1] >= 128 || bytes[i + 1] >= 128) together++;
  }
  return together / Math.max(1, count);
}

/** Mean over the bytes beyond ASCII: 1 for a letter or a mark that is where such stand, down to -2. */
function plausibility(bytes: Uint8Array, upper: readonly string[]): number {
  const end = Math.min(bytes.length, LOOK);
  const at = (i: number): string => {
    const byte = bytes[i];
    if (byte === undefined) return "\n";
    return byte < 128 ? String.fromCharCode(byte) : upper[byte - 128];
  };
  let count = 0;
  let total = 0;
  for (let i = 0; i < end; i++) {
    if (bytes[i] < 128) continue;
    count++;
    total += judge(at(i), at(i - 1), at(i + 1));
  }
  return count === 0 ? 0 : total / count;
}

function judge(character: string, before: string, after: string): number {
  const letterBefore = /\p{L}/u.test(before);
  const letterAfter = /\p{L}/u.test(after);
  if (/\p{C}/u.test(character) && character !== "\u00ad") return -2;
  if (INSIDE.includes(character)) return letterBefore || letterAfter ? 1 : 0.4;
  if (AROUND.includes(character)) return letterBefore && letterAfter ? -1 : 0.6;
  if (!/\p{L}/u.test(character)) return -1;
  // A capital behind a small letter is no word.
  if (/\p{Lu}/u.test(character) && /\p{Ll}/u.test(before)) return -1.5;
  if (/\p{Ll}/u.test(character) && /\p{Lu}{2}/u.test(before + after)) return -0.5;
  if (RARE.includes(character)) return 0.2;
  return COMMON.includes(character) ? 1 : -0.2;
}
