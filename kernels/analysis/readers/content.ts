import { AnalysisError } from "../base/errors.ts";

/** What a reader takes besides text of its own. */
export type ReaderKind = "csv" | "json" | "parquet" | "excel";

interface Signature {
  /** What the file is. */
  readonly is: string;
  readonly starts: string | readonly number[];
  readonly action: string;
  /** The reader that takes such files. */
  readonly reader?: ReaderKind;
}

const UNPACK = "Unpack it first.";
const ZIP = [0x50, 0x4b, 3, 4];
const SIGNATURES: readonly Signature[] = [
  {
    is: "a Git LFS pointer, which stands for a file that was not downloaded",
    starts: "version https://git-lfs.github.com/spec/",
    action: "Fetch the data with `git lfs pull`, or download the file from the repository's page.",
  },
  {
    is: "a Parquet file",
    starts: "PAR1",
    action: "Read it with readParquet.",
    reader: "parquet",
  },
  {
    is: "a zip archive, as an Excel workbook is",
    starts: ZIP,
    action: "Read a workbook with readExcel; unpack other archives first.",
    reader: "excel",
  },
  {
    is: "an old Office document (.xls)",
    starts: [0xd0, 0xcf, 0x11, 0xe0],
    action: "Read a workbook with readExcel.",
    reader: "excel",
  },
  { is: "a PDF document", starts: "%PDF-", action: "Export the table as CSV." },
  { is: "a SQLite database", starts: "SQLite format 3\0", action: "Export its table as CSV." },
  { is: "a bzip2 archive", starts: "BZh9", action: UNPACK },
  { is: "an xz archive", starts: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], action: UNPACK },
  { is: "a zstd archive", starts: [0x28, 0xb5, 0x2f, 0xfd], action: UNPACK },
  { is: "a 7z archive", starts: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], action: UNPACK },
  { is: "a PNG picture", starts: [0x89, 0x50, 0x4e, 0x47], action: "Name the file with the data." },
  { is: "a JPEG picture", starts: [0xff, 0xd8, 0xff], action: "Name the file with the data." },
  { is: "an Arrow or Feather file", starts: "ARROW1", action: "Save it as Parquet." },
  {
    is: "an HDF5 file",
    starts: [0x89, 0x48, 0x44, 0x46],
    action: "Save its table as CSV or Parquet.",
  },
  { is: "an R data file", starts: "RDX", action: "Write it as CSV with write.csv." },
];

/**
 * Refuses bytes that are something else than their name says: a pointer of Git LFS, a web page, an archive, another format.
 *
 * @throws HF_READ_OTHER_FORMAT saying what it is and what to do
 */
export function checkContent(bytes: Uint8Array, file: string, reader: ReaderKind): void {
  for (const { is, starts, action, reader: own } of SIGNATURES) {
    if (own === reader || !startsWith(bytes, starts)) continue;
    throw otherFormat(is, file, action);
  }
  const head = new TextDecoder("latin1")
    .decode(bytes.subarray(0, 1024))
    .replace(/^(?:ï»¿|\s)+/, "");
  if (/^(?:<!--[\s\S]*?-->\s*)?(?:<!doctype\s+html|<html[\s>]|<head[\s>])/i.test(head))
    throw otherFormat(
      "a web page (HTML)",
      file,
      "Download the data itself (often a link named Raw or Download); a table that a program saved as HTML opens in a spreadsheet program, which saves it as .xlsx or CSV.",
    );
  if (/^<\?xml/i.test(head) && reader !== "excel")
    throw otherFormat("an XML document", file, "Export the table as CSV or JSON.");
}

function startsWith(bytes: Uint8Array, starts: string | readonly number[]): boolean {
  const want =
    typeof starts === "string" ? [...starts].map((character) => character.charCodeAt(0)) : starts;
  return bytes.length >= want.length && want.every((byte, i) => bytes[i] === byte);
}

function otherFormat(is: string, file: string, action: string): AnalysisError {
  return new AnalysisError("HF_READ_OTHER_FORMAT", {
    what: "the file is not what its name says",
    file,
    got: is,
    action,
  });
}
