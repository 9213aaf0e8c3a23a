/** Encodings of one byte per character that are read here, the same on every version of Node. */
export type SingleByte = "windows-1252" | "iso-8859-1" | "macintosh";

/** What windows-1252 has in 0x80 … 0x9f; five bytes have no character (Encoding Standard: they stay control characters). */
const WINDOWS = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** Mac OS Roman, 0x80 … 0xff (Unicode's table ROMAN.TXT). */
const MAC =
  "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

/** The characters of the bytes 0x80 … 0xff. */
export function upperHalf(encoding: SingleByte): readonly string[] {
  if (encoding === "macintosh") return [...MAC];
  const latin = Array.from({ length: 128 }, (_, i) => String.fromCharCode(128 + i));
  return encoding === "windows-1252" ? [...WINDOWS, ...latin.slice(32)] : latin;
}

/** Writes text of one byte per character as UTF-8. */
export function singleByteToUtf8(bytes: Uint8Array, encoding: SingleByte): Uint8Array {
  const codes = upperHalf(encoding).map((character) => new TextEncoder().encode(character));
  let size = 0;
  for (let i = 0; i < bytes.length; i++) size += bytes[i] < 128 ? 1 : codes[bytes[i] - 128].length;
  const out = new Uint8Array(size);
  for (let i = 0, to = 0; i < bytes.length; i++) {
    if (bytes[i] < 128) out[to++] = bytes[i];
    else for (const byte of codes[bytes[i] - 128]) out[to++] = byte;
  }
  return out;
}
