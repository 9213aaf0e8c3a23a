import type { MimeBundle } from "../../protocol/index.ts";

/** The bundle of an image: PNG or JPEG bytes, or a canvas with `toDataURL()`. */
export async function imageOf(value: object): Promise<MimeBundle | undefined> {
  const { toDataURL } = value as { toDataURL?: unknown };
  if (typeof toDataURL === "function") {
    const url: unknown = await toDataURL.call(value);
    const match =
      typeof url === "string" ? /^data:(image\/(?:png|jpeg));base64,(.+)$/.exec(url) : null;
    return match ? { [match[1]!]: match[2]!, "text/plain": `[image: ${match[1]}]` } : undefined;
  }
  if (!(value instanceof Uint8Array)) return undefined;
  const mime = mimeOfBytes(value);
  if (mime === undefined) return undefined;
  const base64 = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
  return { [mime]: base64, "text/plain": `[image: ${mime}, ${value.byteLength} bytes]` };
}

function mimeOfBytes(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47)
    return "image/png";
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg";
  return undefined;
}
