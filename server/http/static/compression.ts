import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

export type Encoding = "br" | "gzip";

const BROTLI_QUALITY = 5;
/** Below so many bytes it is not worth it. */
const MIN_BYTES = 1024;

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** The best encoding that a client says it takes, in its Accept-Encoding header. */
export function chooseEncoding(accepted: string | undefined): Encoding | undefined {
  const names = new Set<string>();
  for (const part of (accepted ?? "").toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim());
    const weight = parameters.find((text) => text.startsWith("q="))?.slice(2);
    if (weight === undefined || Number(weight) > 0) names.add(name);
  }
  if (names.has("br")) return "br";
  return names.has("gzip") ? "gzip" : undefined;
}

/** Tells whether bytes of a media type get smaller: text does, images and packed fonts do not. */
export function isCompressible(type: string, size: number): boolean {
  return size >= MIN_BYTES && /^(text\/|application\/(json|wasm)|image\/svg|font\/ttf)/.test(type);
}

export function compress(bytes: Uint8Array, encoding: Encoding): Promise<Uint8Array> {
  if (encoding === "gzip") return toGzip(bytes);
  return toBrotli(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}
