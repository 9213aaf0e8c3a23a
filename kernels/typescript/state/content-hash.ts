import { createHash, type Hash } from "node:crypto";
import { takeApart } from "./class-codecs.ts";
import { refuseUnserialisable, type Seen } from "./state-codec.ts";

/**
 * SHA-256 of what a value holds, hex: equal in every kernel for equal content. The bytes of `encodeState` are not: V8
 * writes one and the same number as an integer or as a double, as it happens to keep it. The order of an object's keys
 * does not count, nor whether memory is shared.
 *
 * @param path how the value is called in an error
 * @throws UnserialisableError with the path of the first part that has no content
 */
export function contentHash(value: unknown, path: string): string {
  const seen: Seen = new Set<object>();
  refuseUnserialisable(value, path, seen);
  const hash = createHash("sha256");
  new ContentWriter(hash).write(seen.hasInstances === true ? takeApart(value) : value);
  return hash.digest("hex");
}

/** Writes each part as a tag, a length where it has one, and its bytes: no two contents look alike. */
class ContentWriter {
  readonly #hash: Hash;
  /** Objects by the order in which they were met: the second meeting is written as that number. */
  readonly #met = new Map<object, number>();

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  write(value: unknown): void {
    if (typeof value === "object" && value !== null) this.#object(value);
    else if (typeof value === "number") this.#bytes("n", numberBytes(value));
    else if (typeof value === "string") this.#bytes("s", Buffer.from(value, "utf16le"));
    else if (typeof value === "bigint") this.#bytes("i", Buffer.from(String(value)));
    else this.#tag(String(value)); // true, false, null, undefined
  }

  #object(value: object): void {
    const met = this.#met.get(value);
    this.#met.set(value, met ?? this.#met.size);
    if (met !== undefined) this.#tag(`again ${met}`);
    else if (ArrayBuffer.isView(value)) this.#bytes(value.constructor.name, bytesOf(value));
    else if (value instanceof ArrayBuffer) this.#bytes("ArrayBuffer", new Uint8Array(value));
    else if (value instanceof Date) this.#bytes("Date", numberBytes(value.getTime()));
    else if (value instanceof RegExp) this.#bytes("RegExp", Buffer.from(String(value)));
    else if (value instanceof Map) this.#list("Map", [...value].flat());
    else if (value instanceof Set) this.#list("Set", [...value]);
    else if (Array.isArray(value)) this.#list("Array", value);
    else if (value instanceof Error) this.#list("Error", [value.name, value.message, value.cause]);
    else this.#list("Object", Object.entries(value).sort(byName).flat());
  }

  #list(tag: string, parts: readonly unknown[]): void {
    this.#tag(`${tag} ${parts.length}`);
    // By index: a hole is undefined.
    for (let i = 0; i < parts.length; i++) this.write(parts[i]);
  }

  #bytes(tag: string, bytes: Uint8Array): void {
    this.#tag(`${tag} ${bytes.length}`);
    this.#hash.update(bytes);
  }

  #tag(text: string): void {
    this.#hash.update(`${text}\n`);
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** -0 and 0 are different numbers; all NaN are one. */
function numberBytes(value: number): Uint8Array {
  return new Uint8Array(Float64Array.of(Number.isNaN(value) ? Number.NaN : value).buffer);
}
