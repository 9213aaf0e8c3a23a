import { isExact } from "../columns/build.ts";

/** A type of Arrow by its shape: apache-arrow's or flechette's. */
export interface ArrowType {
  readonly typeId?: number;
  readonly bitWidth?: number;
  readonly signed?: boolean;
  readonly isSigned?: boolean;
  readonly unit?: number;
  readonly scale?: number;
  readonly dictionary?: ArrowType;
  readonly children?: readonly { readonly name: string; readonly type: ArrowType }[] | null;
}

/** Arrow's type numbers (Schema.fbs); apache-arrow gives sub-types of its own negative ones. */
export const kinds = {
  int: 2,
  binary: [4, 15, 19, 23],
  decimal: 7,
  date: 8,
  time: 9,
  timestamp: 10,
  struct: 13,
  lists: [12, 16, 21, 25, 26],
} as const;

/** Marks digits that are to stand in JSON without quotes. */
const MARK = "\ue000int:";

/** A nested value as JSON text: lists as arrays, bytes as text or hexadecimal digits, moments as ISO texts, integers in full. */
export function nestedJson(value: unknown, type: ArrowType | undefined): string {
  const text = JSON.stringify(plainValue(value, type), (_, inner) => {
    if (typeof inner === "bigint") return isExact(inner) ? Number(inner) : MARK + inner;
    return ArrayBuffer.isView(inner) ? Array.from(inner as Uint8Array) : inner;
  });
  return text.includes(MARK) ? text.replace(/"\ue000int:(-?\d+)"/g, "$1") : text;
}

function plainValue(value: unknown, type: ArrowType | undefined): unknown {
  if (value === null || value === undefined || type === undefined) return value;
  const id = type.typeId ?? 0;
  if (value instanceof Uint8Array && isBinary(id)) return readableBytes(value) ?? hex(value);
  if (id === kinds.date || id === kinds.timestamp) {
    const time = new Date(Number(value));
    return Number.isNaN(time.getTime()) ? null : time.toISOString();
  }
  if (id === kinds.decimal && typeof value === "bigint") return decimalText(value, type.scale ?? 0);
  const children = type.children ?? [];
  if ((kinds.lists as readonly number[]).includes(id) && isIterable(value))
    return Array.from(value, (item) => plainValue(item, children[0]?.type));
  if (id === kinds.struct && typeof value === "object") {
    const plain = (hasToJson(value) ? value.toJSON() : value) as Record<string, unknown>;
    return Object.fromEntries(
      children.map((child) => [child.name, plainValue(plain[child.name], child.type)]),
    );
  }
  return value;
}

/** Whether a type number is one of bytes. */
export function isBinary(id: number): boolean {
  return (kinds.binary as readonly number[]).includes(id);
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes as text, undefined when they are no UTF-8 or hold control characters. */
export function readableBytes(bytes: Uint8Array): string | undefined {
  if (bytes.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return undefined;
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Bytes as hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** A decimal with all its digits: its whole number of units of 10^-scale. */
export function decimalText(units: bigint, scale: number): string {
  if (scale <= 0) return String(units * 10n ** BigInt(-scale));
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
  const fraction = digits.slice(-scale).replace(/0+$/, "");
  const whole = digits.slice(0, -scale);
  return `${units < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return "toJSON" in value && typeof value.toJSON === "function";
}
