import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";
import { AnalysisError } from "../base/errors.ts";

const MAX_ENTRIES = 10_000;
/** One text of the language holds 512 MB; a part is one text. */
const MAX_PART = 400 * 2 ** 20;
const MAX_TOTAL = 1024 * 2 ** 20;

const inflate = promisify(inflateRaw);

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * Unpacks the wanted parts of a zip archive (a workbook), bounded by the sizes that its directory states: an archive of very many or
 * very large parts, or one whose sizes are not true, is refused before it fills the memory.
 *
 * @throws HF_EXCEL_FORMAT, HF_READ_TOO_LARGE
 */
export async function unzip(
  bytes: Uint8Array,
  file: string,
  wanted: (name: string) => boolean,
  signal: AbortSignal | undefined,
): Promise<Map<string, Uint8Array>> {
  const entries = directory(bytes, file).filter(({ name }) => wanted(name));
  let total = 0;
  for (const { name, size } of entries) {
    total += size;
    if (size > MAX_PART || total > MAX_TOTAL) throw tooLarge(file, name, size);
  }
  const parts = new Map<string, Uint8Array>();
  for (const entry of entries) {
    signal?.throwIfAborted();
    parts.set(entry.name, await unpack(bytes, entry, file));
  }
  return parts;
}

/** Reads the central directory (APPNOTE 6.3.10, 4.3.12); sizes of 64 bits are beyond the bounds anyway. */
function directory(bytes: Uint8Array, file: string): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const last = Math.max(0, bytes.length - 22 - 65_535);
  let end = bytes.length - 22;
  while (end >= last && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < last || end < 0)
    throw damaged(file, "an archive without a directory: it may be cut off");
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count > MAX_ENTRIES)
    throw new AnalysisError("HF_READ_TOO_LARGE", {
      what: "the workbook has too many parts",
      file,
      got: `${count} parts`,
      expected: `at most ${MAX_ENTRIES}`,
      action: "Check that it is a workbook, or save it again with a spreadsheet program.",
    });
  const entries: Entry[] = [];
  const decoder = new TextDecoder();
  for (let k = 0; k < count; k++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50)
      throw damaged(file, "an archive whose directory is damaged");
    const nameLength = view.getUint16(at + 28, true);
    const extra = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    const name = decoder.decode(bytes.subarray(at + 46, at + 46 + nameLength));
    if ((view.getUint16(at + 8, true) & 1) === 1) throw damaged(file, "an archive with a password");
    entries.push({
      name,
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + extra;
  }
  return entries;
}

async function unpack(bytes: Uint8Array, entry: Entry, file: string): Promise<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { offset, packed, size, method, name } = entry;
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== 0x04034b50)
    throw damaged(file, `an archive without its part ${name}`);
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const data = bytes.subarray(start, start + packed);
  if (data.length !== packed) throw damaged(file, `a part ${name} that is cut off`);
  if (method === 0) return data;
  if (method !== 8) throw damaged(file, `a part ${name} that is packed by method ${method}`);
  let text: Uint8Array;
  try {
    text = await inflate(data, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const lies = code === "ERR_BUFFER_TOO_LARGE";
    throw damaged(
      file,
      lies
        ? `a part ${name} that is larger than the ${size} bytes it states`
        : `a damaged part ${name}`,
      error,
    );
  }
  if (text.length !== size)
    throw damaged(file, `a part ${name} of ${text.length} bytes that states ${size}`);
  return text;
}

function tooLarge(file: string, name: string, size: number): AnalysisError {
  return new AnalysisError("HF_READ_TOO_LARGE", {
    what: "the workbook is too large to be held in memory at once",
    file,
    got: `${Math.round(size / 2 ** 20)} MiB in ${name}`,
    expected: `at most ${MAX_PART / 2 ** 20} MiB in one part and ${MAX_TOTAL / 2 ** 20} MiB in all`,
    action: "Export the sheet as CSV, or save fewer sheets.",
  });
}

function damaged(file: string, got: string, cause?: unknown): AnalysisError {
  return new AnalysisError("HF_EXCEL_FORMAT", {
    what: "the file is not a readable workbook",
    file,
    got,
    expected: "an .xlsx, .xls, .xlsb or .ods file without a password",
    action: "Open it in a spreadsheet program and save it as .xlsx, or export it as CSV.",
    cause,
  });
}
