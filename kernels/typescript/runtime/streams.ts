import { Console } from "node:console";
import { Writable } from "node:stream";
import { inspect } from "node:util";
import { isHeavy, plainText } from "../display/plain-text.ts";
import type { Output } from "../process/output.ts";

/** Sends console.* and raw writes to stdout and stderr into the notebook. */
export function captureStreams(output: Output): void {
  const console = new Console({
    stdout: sink(output, "stdout"),
    stderr: sink(output, "stderr"),
    colorMode: true,
    inspectOptions: { depth: 4 },
    // Otherwise every line leaves a callback behind, which a loop that does not await never lets run: 270 bytes each.
    ignoreErrors: false,
  });
  shortenHeavy(console);
  Object.defineProperty(globalThis, "console", {
    value: console,
    writable: true,
    configurable: true,
  });
  process.stdout.write = writer(output, "stdout");
  process.stderr.write = writer(output, "stderr");
}

const PRINTING = ["log", "info", "debug", "warn", "error", "trace"] as const;

/** A value whose text would be very long is printed as its preview. */
function shortenHeavy(console: Console): void {
  for (const name of PRINTING) {
    const print = console[name].bind(console);
    console[name] = (...values: unknown[]) => print(...values.map(printed));
  }
}

function printed(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !isHeavy(value)) return value;
  return { [inspect.custom]: () => plainText(value, { colors: true }) };
}

function sink(output: Output, name: "stdout" | "stderr"): Writable {
  const stream = new Writable({ decodeStrings: false });
  stream.write = writer(output, name);
  return stream;
}

/** The write of a stream that never waits: `(chunk, encoding?, callback?)` as Node's streams have it. */
function writer(output: Output, name: "stdout" | "stderr"): NodeJS.WriteStream["write"] {
  const decoder = new TextDecoder();
  return ((chunk: unknown, encoding?: unknown, callback?: unknown): boolean => {
    if (typeof chunk === "string" && !isOtherEncoding(encoding)) output.write(name, chunk);
    else output.write(name, decoder.decode(bytesOf(chunk, encoding), { stream: true }));
    const after = typeof encoding === "function" ? encoding : callback;
    if (typeof after === "function") queueMicrotask(() => after());
    return true;
  }) as NodeJS.WriteStream["write"];
}

const UTF8: ReadonlySet<unknown> = new Set(["utf8", "utf-8", "buffer"]);

function isOtherEncoding(encoding: unknown): encoding is BufferEncoding {
  return typeof encoding === "string" && !UTF8.has(encoding.toLowerCase());
}

/** What Node's streams take: bytes, and text in the encoding that is said. */
function bytesOf(chunk: unknown, encoding: unknown): Uint8Array {
  if (typeof chunk === "string" && isOtherEncoding(encoding)) {
    if (!Buffer.isEncoding(encoding))
      throw coded(new TypeError(`Unknown encoding: ${encoding}`), "ERR_UNKNOWN_ENCODING");
    return Buffer.from(chunk, encoding);
  }
  if (ArrayBuffer.isView(chunk))
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const got = chunk === null ? "null" : typeof chunk;
  const text = `The "chunk" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${got}`;
  const isNull = chunk === null;
  throw coded(new TypeError(text), isNull ? "ERR_STREAM_NULL_VALUES" : "ERR_INVALID_ARG_TYPE");
}

function coded(error: Error, code: string): Error {
  return Object.assign(error, { code });
}
