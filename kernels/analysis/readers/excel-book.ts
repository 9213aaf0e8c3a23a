import type { WorkBook, WorkSheet } from "@e965/xlsx";
import { AnalysisError } from "../base/errors.ts";
import { nearestName } from "../base/nearest-name.ts";
import { impossibleAddress, type Patches, patchesOf } from "./excel-patches.ts";
import { unzip } from "./zip.ts";

/** One sheet as the library reads it, and what it loses. */
export interface OpenedSheet {
  readonly sheet: WorkSheet;
  readonly from1904: boolean;
  readonly patches: Patches;
}

type Xlsx = typeof import("@e965/xlsx");

/** The part of the library that its types leave out: a workbook from an archive that is already unpacked. */
interface ZipParser {
  parse_zip(archive: unknown, options: object): WorkBook;
}

const OPTIONS = {
  cellDates: false,
  cellNF: true,
  cellText: false,
  cellHTML: false,
  sheetStubs: true,
  dense: true,
} as const;

/**
 * Opens a workbook and one of its sheets. Archives are unpacked here, within bounds; the library only reads the parts.
 *
 * @throws HF_EXCEL_FORMAT, HF_EXCEL_UNKNOWN_SHEET, HF_READ_TOO_LARGE
 */
export async function openSheet(
  bytes: Uint8Array,
  file: string,
  wanted: string | number,
  signal: AbortSignal | undefined,
): Promise<OpenedSheet> {
  const zip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const compound = bytes[0] === 0xd0 && bytes[1] === 0xcf;
  // Anything that is no workbook would be read as CSV by the library.
  if (!zip && !compound) throw badFormat(file, "bytes of another format");
  const xlsx = await import("@e965/xlsx");
  const parts = zip ? await unzip(bytes, file, isNeeded, signal) : undefined;
  for (const [name, part] of parts ?? [])
    if (isSheetPart(name)) checkAddresses(new TextDecoder().decode(part), file);
  signal?.throwIfAborted();
  const book = parse(xlsx, parts, bytes, file, wanted);
  const { SheetNames: names } = book;
  const name = typeof wanted === "number" ? names[wanted] : wanted;
  if (name === undefined || !names.includes(name)) throw unknownSheet(wanted, names, file);
  const sheet = book.Sheets[name];
  if (sheet === undefined || (sheet["!type"] !== undefined && sheet["!type"] !== "sheet"))
    throw badFormat(file, `a sheet ${JSON.stringify(name)} without cells (a chart?)`);
  const part = parts?.get(partOf(parts, names.indexOf(name)) ?? "");
  return {
    sheet,
    from1904: book.Workbook?.WBProps?.date1904 === true,
    patches: patchesOf(part === undefined ? "" : new TextDecoder().decode(part)),
  };
}

/** Pictures, printer settings and the like may be large, and nothing of them is read. */
function isNeeded(name: string): boolean {
  return (
    /\.(?:xml|rels|bin)$/i.test(name) &&
    !/(?:^|\/)(?:media|embeddings|printerSettings|drawings|charts)\//i.test(name)
  );
}

function isSheetPart(name: string): boolean {
  return /(?:^|\/)worksheets\/[^/]*\.xml$/i.test(name);
}

function parse(
  xlsx: Xlsx,
  parts: Map<string, Uint8Array> | undefined,
  bytes: Uint8Array,
  file: string,
  wanted: string | number,
): WorkBook {
  const options = { ...OPTIONS, sheets: wanted };
  try {
    if (parts === undefined) return xlsx.read(bytes, { type: "array", ...options });
    const archive = xlsx.CFB.utils.cfb_new();
    for (const [name, part] of parts)
      xlsx.CFB.utils.cfb_add(
        archive,
        name,
        Buffer.from(part.buffer, part.byteOffset, part.length),
        { unsafe: true },
      );
    return (xlsx as unknown as ZipParser).parse_zip(archive, { type: "array", ...options });
  } catch (error) {
    throw badFormat(file, error instanceof Error ? error.message : String(error), error);
  }
}

/** The part that holds the sheet of a number, by the relations of the workbook (ECMA-376 part 2, 9.3). */
function partOf(parts: ReadonlyMap<string, Uint8Array>, index: number): string | undefined {
  const decode = (name: string) => new TextDecoder().decode(parts.get(name) ?? new Uint8Array(0));
  const sheets = [...decode("xl/workbook.xml").matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)];
  const id = /\br?:?id="([^"]+)"/.exec(
    sheets[index]?.[0].replace(/sheetId="[^"]*"/, "") ?? "",
  )?.[1];
  for (const [relation] of decode("xl/_rels/workbook.xml.rels").matchAll(
    /<(?:\w+:)?Relationship\s[^>]*>/g,
  )) {
    if (/\bId="([^"]+)"/.exec(relation)?.[1] !== id) continue;
    const target = /\bTarget="([^"]+)"/.exec(relation)?.[1] ?? "";
    return target.startsWith("/") ? target.slice(1) : `xl/${target}`;
  }
  return undefined;
}

function checkAddresses(xml: string, file: string): void {
  const address = impossibleAddress(xml);
  if (address !== undefined) throw outside(file, address);
}

/** The error of a cell that no sheet can have. */
export function outside(file: string, address: string): AnalysisError {
  return badFormat(file, `a cell at ${address}, outside of 1,048,576 rows and 16,384 columns`);
}

function badFormat(file: string, got: string, cause?: unknown): AnalysisError {
  const password = /password|encrypt/i.test(got);
  return new AnalysisError("HF_EXCEL_FORMAT", {
    what: "the file is not a readable workbook",
    file,
    got: password ? "a workbook with a password" : got,
    expected: "an .xlsx, .xls, .xlsb or .ods file without a password",
    action: "Open it in a spreadsheet program and save it as .xlsx, or export it as CSV.",
    cause,
  });
}

function unknownSheet(
  sheet: string | number,
  names: readonly string[],
  file: string,
): AnalysisError {
  const near = typeof sheet === "string" ? nearestName(sheet, names) : undefined;
  return new AnalysisError("HF_EXCEL_UNKNOWN_SHEET", {
    what: "the workbook has no such sheet",
    file,
    got: JSON.stringify(sheet) ?? String(sheet),
    expected: `${names.map((name) => JSON.stringify(name)).join(", ")}, or a number from 0 to ${names.length - 1}`,
    action: near === undefined ? undefined : `Did you mean "${near}"?`,
  });
}
