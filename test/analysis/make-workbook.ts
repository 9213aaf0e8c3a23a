import { deflateRawSync } from "node:zlib";

/** A part of an archive; `size` states another size than the true one. */
export interface Part {
  readonly name: string;
  readonly text: string | Uint8Array;
  readonly size?: number;
}

/** Writes a zip archive (checksums are left 0). */
export function makeZip(parts: readonly Part[]): Uint8Array {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, text, size } of parts) {
    const plain = Buffer.from(text as string);
    const packed = deflateRawSync(plain);
    const label = Buffer.from(name);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(8, 8);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(size ?? plain.length, 22);
    head.writeUInt16LE(label.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(size ?? plain.length, 24);
    entry.writeUInt16LE(label.length, 28);
    entry.writeUInt32LE(offset, 42);
    local.push(head, label, packed);
    central.push(entry, label);
    offset += 30 + label.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(65_535, parts.length), 8);
  end.writeUInt16LE(Math.min(65_535, parts.length), 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...local, directory, end]));
}

/** Number formats of the styles 1, 2, … of `makeWorkbook`. */
export const FORMATS = [
  "yyyy-mm-dd h:mm:ss",
  "[h]:mm",
  "h:mm",
  "yyyy-mm-dd",
  "0.00",
  "[$-409]d\\-mmm\\-yy",
  "mm:ss",
  "[$€-2] #,##0.00",
];

const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/** Parts of a workbook with sheets of the given XML rows; more parts may be added or put in their place. */
export function workbookParts(
  sheets: Readonly<Record<string, string>>,
  options: { date1904?: boolean; after?: string } = {},
): Part[] {
  const names = Object.keys(sheets);
  const relation = (id: number, type: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  const part = (path: string, type: string) =>
    `<Override PartName="/xl/${path}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`;
  const formats = FORMATS.map((code, i) => `<numFmt numFmtId="${164 + i}" formatCode="${code}"/>`);
  const styles = FORMATS.map((_, i) => `<xf numFmtId="${164 + i}" applyNumberFormat="1"/>`);
  return [
    {
      name: "[Content_Types].xml",
      text: `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part("workbook.xml", "sheet.main")}${part("styles.xml", "styles")}${names.map((_, i) => part(`worksheets/sheet${i + 1}.xml`, "worksheet")).join("")}</Types>`,
    },
    {
      name: "_rels/.rels",
      text: `<Relationships xmlns="${PACKAGE}/relationships">${relation(1, "officeDocument", "xl/workbook.xml")}</Relationships>`,
    },
    {
      name: "xl/workbook.xml",
      text: `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}">${options.date1904 ? '<workbookPr date1904="1"/>' : ""}<sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join("")}</sheets></workbook>`,
    },
    {
      name: "xl/_rels/workbook.xml.rels",
      text: `<Relationships xmlns="${PACKAGE}/relationships">${names.map((_, i) => relation(i + 1, "worksheet", `worksheets/sheet${i + 1}.xml`)).join("")}${relation(names.length + 1, "styles", "styles.xml")}</Relationships>`,
    },
    {
      name: "xl/styles.xml",
      text: `<styleSheet xmlns="${MAIN}"><numFmts count="${FORMATS.length}">${formats.join("")}</numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="${FORMATS.length + 1}"><xf numFmtId="0"/>${styles.join("")}</cellXfs></styleSheet>`,
    },
    ...names.map((name, i) => ({
      name: `xl/worksheets/sheet${i + 1}.xml`,
      text: `<worksheet xmlns="${MAIN}"><sheetData>${sheets[name]}</sheetData>${options.after ?? ""}</worksheet>`,
    })),
  ];
}

/** A workbook of one sheet "Data" of the given XML rows. */
export function makeWorkbook(
  rows: string,
  options: { date1904?: boolean; after?: string } = {},
): Uint8Array {
  return makeZip(workbookParts({ Data: rows }, options));
}

/** XML of a row: texts as inline strings, numbers, booleans, and XML of cells that starts with "<c". */
export function row(number: number, ...cells: (string | number | boolean | null)[]): string {
  const xml = cells.map((cell, j) => {
    const address = `r="${String.fromCharCode(65 + j)}${number}"`;
    if (cell === null) return "";
    if (typeof cell === "string" && cell.startsWith("<c"))
      return cell.replace("<c", `<c ${address}`);
    if (typeof cell === "string") return `<c ${address} t="inlineStr"><is><t>${cell}</t></is></c>`;
    if (typeof cell === "boolean") return `<c ${address} t="b"><v>${cell ? 1 : 0}</v></c>`;
    return `<c ${address}><v>${cell}</v></c>`;
  });
  return `<row r="${number}">${xml.join("")}</row>`;
}

/** XML of a number with the style of a number. */
export function styled(value: number | string, style: number): string {
  return `<c s="${style}"><v>${value}</v></c>`;
}
