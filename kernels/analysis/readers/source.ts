import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createGunzip } from "node:zlib";
import { AnalysisError } from "../base/errors.ts";

/** What a reader reads: a path relative to the notebook's folder, a file: URL, or the bytes themselves. */
export type Source = string | URL | Uint8Array;

/** What was read. */
export interface SourceBytes {
  readonly bytes: Uint8Array;
  /** Name for messages. */
  readonly file: string;
  /** True when one more byte of this reader's own memory lies behind the bytes: a line end fits there without a copy. */
  readonly room: boolean;
}

/** Limits of `readSource`. */
export interface SourceLimits {
  /** Longest line in bytes; undefined for files that are not text. */
  readonly maxLineBytes?: number;
  readonly signal?: AbortSignal;
}

/** Default of `maxLineBytes`: 16 MiB. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** Field positions are 32-bit integers. */
const MAX_BYTES = 2 ** 31 - 16;
const CHUNK = 4 * 1024 * 1024;

/** How much of a file that is too large is looked at before it is refused. */
const LOOK_BYTES = 64 * 1024 * 1024;

/**
 * Reads a source whole; what is compressed by gzip (by its first bytes, whatever the name) is unpacked.
 *
 * @throws HF_READ_NOT_FOUND, HF_READ_FAILED, HF_READ_TOO_LARGE, HF_READ_LINE_TOO_LONG, HF_READ_COMPRESSION
 */
export async function readSource(source: Source, limits: SourceLimits = {}): Promise<SourceBytes> {
  if (source instanceof Uint8Array) return readGiven(source, limits);
  const file = source instanceof URL ? fileURLToPath(source) : source;
  const size = await fileSize(file);
  const lines = new LineWatch(file, limits.maxLineBytes);
  try {
    if (await isGzip(file)) {
      const stream = createReadStream(file).pipe(createGunzip({ chunkSize: 1 << 20 }));
      const bytes = await collect(stream, file, size * 4, lines, limits.signal);
      return { file, bytes, room: true };
    }
    if (size > MAX_BYTES) {
      // A huge file is often one endless line: then that is what to say.
      await readPlain(file, LOOK_BYTES, lines, limits.signal);
      throw tooLarge(file, size);
    }
    return { file, bytes: await readPlain(file, size, lines, limits.signal), room: true };
  } catch (error) {
    throw readFailure(error, file);
  }
}

async function readGiven(source: Uint8Array, limits: SourceLimits): Promise<SourceBytes> {
  const file = "(bytes)";
  const lines = new LineWatch(file, limits.maxLineBytes);
  if (source[0] !== 0x1f || source[1] !== 0x8b) {
    lines.look(source, source.length);
    return { file, bytes: source, room: false };
  }
  const unpack = createGunzip();
  unpack.end(source);
  try {
    const bytes = await collect(unpack, file, source.length * 4, lines, limits.signal);
    return { file, bytes, room: true };
  } catch (error) {
    throw readFailure(error, file);
  }
}

async function fileSize(file: string): Promise<number> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw Object.assign(new Error("it is a folder"), { code: "EISDIR" });
    return found.size;
  } catch (error) {
    throw readFailure(error, file);
  }
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

/** One byte more of memory than the file: the CSV scanner wants a line end behind the last line without a copy. */
async function readPlain(
  file: string,
  size: number,
  lines: LineWatch,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const handle = await open(file);
  const bytes = new Uint8Array(size + 1);
  let length = 0;
  try {
    while (length < size) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(
        bytes,
        length,
        Math.min(CHUNK, size - length),
        length,
      );
      if (bytesRead === 0) break;
      length += bytesRead;
      lines.look(bytes, length);
    }
  } finally {
    await handle.close();
  }
  return bytes.subarray(0, length);
}

async function collect(
  stream: AsyncIterable<Uint8Array>,
  file: string,
  estimate: number,
  lines: LineWatch,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  let bytes = new Uint8Array(Math.min(MAX_BYTES, Math.max(1 << 16, estimate)));
  let length = 0;
  for await (const chunk of stream) {
    signal?.throwIfAborted();
    if (length + chunk.length > MAX_BYTES) throw tooLarge(file, length + chunk.length);
    if (length + chunk.length + 1 > bytes.length) {
      const larger = new Uint8Array(Math.min(MAX_BYTES + 1, (length + chunk.length) * 2));
      larger.set(bytes.subarray(0, length));
      bytes = larger;
    }
    bytes.set(chunk, length);
    length += chunk.length;
    lines.look(bytes, length);
  }
  return bytes.subarray(0, length);
}

/** Puts a line end behind text that has none, without a copy where the reader left room for it. */
export function endedByLine(bytes: Uint8Array, room: boolean): Uint8Array {
  if (bytes.length === 0 || bytes[bytes.length - 1] === 10) return bytes;
  let longer = bytes;
  if (room) longer = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length + 1);
  else {
    longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
  }
  longer[bytes.length] = 10;
  return longer;
}

/** Watches a buffer fill up for a line that is too long, so that little more of it than the limit is read. */
class LineWatch {
  #file: string;
  #limit: number;
  /** Where the line starts that is not known to be short enough. */
  #start = 0;

  constructor(file: string, limit: number | undefined) {
    this.#file = file;
    this.#limit = limit ?? Number.POSITIVE_INFINITY;
  }

  /** Looks at the buffer up to `end`; a line is too long when no line end follows its start within the limit. */
  look(bytes: Uint8Array, end: number): void {
    while (end - this.#start > this.#limit) {
      const lineEnd = bytes.lastIndexOf(10, this.#start + this.#limit);
      if (lineEnd < this.#start) throw this.#tooLong(bytes);
      this.#start = lineEnd + 1;
    }
  }

  #tooLong(bytes: Uint8Array): AnalysisError {
    let line = 1;
    for (let i = 0; i < this.#start; i++) if (bytes[i] === 10) line++;
    return new AnalysisError("HF_READ_LINE_TOO_LONG", {
      what: "a line is too long",
      file: this.#file,
      line,
      column: this.#limit + 1,
      got: `more than ${this.#limit} bytes without a line end`,
      expected: `at most ${this.#limit}`,
      action:
        "Check that the file is text with line ends and that no quote is left open, or raise maxLineBytes.",
    });
  }
}

function tooLarge(file: string, size: number): AnalysisError {
  return new AnalysisError("HF_READ_TOO_LARGE", {
    what: "the file is too large to be held in memory at once",
    file,
    got: `${Math.round(size / 2 ** 20)} MiB`,
    expected: `at most ${Math.floor(MAX_BYTES / 2 ** 20)} MiB`,
    action: "Split it, or convert it to Parquet and read only the columns you need.",
  });
}

function readFailure(error: unknown, file: string): unknown {
  if (error instanceof AnalysisError || !(error instanceof Error) || error.name === "AbortError")
    return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR")
    return new AnalysisError("HF_READ_NOT_FOUND", {
      what: "there is no such file",
      file,
      action: `Paths are relative to the notebook's folder (${process.cwd()}).`,
      cause: error,
    });
  if (code?.startsWith("Z_") || code === "ERR_BUFFER_TOO_LARGE")
    return new AnalysisError("HF_READ_COMPRESSION", {
      what: "the compressed data is damaged or cut off",
      file,
      got: error.message,
      action: "Copy the file again, or unpack it first.",
      cause: error,
    });
  return new AnalysisError("HF_READ_FAILED", {
    what: "cannot read the file",
    file,
    got: error.message,
    action: "Check its permissions and that it is a file.",
    cause: error,
  });
}
