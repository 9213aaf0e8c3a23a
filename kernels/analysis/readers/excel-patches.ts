/** What the workbook library loses, by cell address: whole numbers beyond 2^53 and texts of several runs. */
export interface Patches {
  readonly integers: ReadonlyMap<string, bigint>;
  readonly texts: ReadonlyMap<string, string>;
}

const none: Patches = { integers: new Map(), texts: new Map() };

/** Reads from the XML of a sheet what the library rounds or leaves out; most sheets need no more than two looks. */
export function patchesOf(xml: string): Patches {
  const hasLong = /<(?:\w+:)?v>\s*-?\d{16,}\s*<\/(?:\w+:)?v>/.test(xml);
  const hasRuns = /<(?:\w+:)?is\b[^>]*>(?:(?!<\/(?:\w+:)?is>)[\s\S])*?<(?:\w+:)?r[\s>]/.test(xml);
  if (!hasLong && !hasRuns) return none;
  const integers = new Map<string, bigint>();
  const texts = new Map<string, string>();
  const cells = /<(?:\w+:)?c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?c>)/g;
  for (let match = cells.exec(xml); match !== null; match = cells.exec(xml)) {
    const [, attributes, inner = ""] = match;
    const address = /\br="([A-Z]+\d+)"/.exec(attributes)?.[1];
    if (address === undefined) continue;
    const type = /\bt="(\w+)"/.exec(attributes)?.[1] ?? "n";
    if (type === "n") {
      const digits = /<(?:\w+:)?v>\s*(-?\d{16,})\s*</.exec(inner)?.[1];
      if (digits !== undefined && !Number.isSafeInteger(Number(digits)))
        integers.set(address, BigInt(digits));
    } else if (type === "inlineStr" && /<(?:\w+:)?r[\s>]/.test(inner))
      texts.set(address, textOf(inner));
  }
  return { integers, texts };
}

/** All text of a rich string; what stands above it as a reading aid (rPh) is no part. */
function textOf(xml: string): string {
  const body = xml.replace(/<(?:\w+:)?rPh\b[\s\S]*?<\/(?:\w+:)?rPh>/g, "");
  const parts = [...body.matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>([\s\S]*?)<\/(?:\w+:)?t>/g)];
  return parts.map(([, text]) => unescapeXml(text)).join("");
}

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function unescapeXml(text: string): string {
  return text
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, "$1")
    .replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (all, hex, decimal, name) => {
      if (name !== undefined) return Object.hasOwn(NAMED, name) ? NAMED[name] : all;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    })
    .replace(/_x([0-9a-fA-F]{4})_/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The first address of a cell that no sheet has, such as A99999999999. */
export function impossibleAddress(xml: string): string | undefined {
  const long = /<(?:\w+:)?(?:c|row)\b[^>]*?\br="([A-Z]*\d{8,}|[A-Z]{4,}\d+)"/.exec(xml)?.[1];
  return long;
}
