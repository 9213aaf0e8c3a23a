import { types } from "node:util";
import type { MimeBundle } from "../../protocol/index.ts";
import { probe } from "./probe.ts";

/** The bundle of an image: bytes of PNG, JPEG, GIF or WebP, such a Blob, or a canvas with `toDataURL()`. */
export async function imageOf(value: object): Promise<MimeBundle | undefined> {
  const toDataURL = probe(value, "toDataURL");
  if (typeof toDataURL === "function") {
    const url: unknown = await toDataURL.call(value);
    const match =
      typeof url === "string" ? /^data:(image\/(?:png|jpeg));base64,(.+)$/.exec(url) : null;
    return match ? { [match[1]!]: match[2]!, "text/plain": `[image: ${match[1]}]` } : undefined;
  }
  const bytes = isBlob(value) ? await bytesOfImage(value) : value;
  if (!types.isUint8Array(bytes) || bytes.byteLength === 0) return undefined;
  const mime = mimeOfBytes(bytes);
  if (mime === undefined) return undefined;
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  return { [mime]: base64, "text/plain": `[image: ${mime}, ${bytes.byteLength} bytes]` };
}

/** The value or its prototype may be a proxy whose traps throw. */
function isBlob(value: object): value is Blob {
  try {
    return value instanceof Blob;
  } catch {
    return false;
  }
}

async function bytesOfImage(blob: Blob): Promise<Uint8Array | undefined> {
  return blob.type.startsWith("image/") ? new Uint8Array(await blob.arrayBuffer()) : undefined;
}

/** The first bytes of each format, as Latin-1. */
function mimeOfBytes(bytes: Uint8Array): string | undefined {
  const begin = String.fromCharCode(...bytes.subarray(0, 12));
  if (begin.startsWith("\x89PNG")) return "image/png";
  if (begin.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (begin.startsWith("GIF87a") || begin.startsWith("GIF89a")) return "image/gif";
  if (begin.startsWith("RIFF") && begin.endsWith("WEBP")) return "image/webp";
  return undefined;
}
