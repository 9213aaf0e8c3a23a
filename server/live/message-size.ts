import type { RawData } from "ws";

/** Bytes of a message, in whichever of its forms ws gives it. */
export function sizeOf(data: RawData): number {
  if (Array.isArray(data)) return data.reduce((sum, piece) => sum + piece.length, 0);
  return data.byteLength;
}
