import { type FileMetaData, parquetMetadata } from "hyparquet";

/** What the footer of a Parquet file says that the Arrow reader does not tell. */
export interface ParquetFacts {
  readonly metadata: FileMetaData;
  readonly rows: number;
  /** Names of the columns that hold timestamps of 96 bits, which Arrow cuts to the years 1677 … 2262 without a word. */
  readonly longTimes: readonly string[];
}

/** Reads the footer; undefined when it is damaged, which the reading itself then says. */
export function parquetFacts(bytes: Uint8Array): ParquetFacts | undefined {
  let metadata: FileMetaData;
  try {
    metadata = parquetMetadata(bytesOf(bytes), { geoparquet: false });
  } catch {
    return undefined;
  }
  const [root, ...elements] = metadata.schema;
  const longTimes: string[] = [];
  // The schema is a tree in prefix order: what stands behind a group belongs to it.
  for (let at = 0, k = 0; k < (root?.num_children ?? 0) && at < elements.length; k++) {
    const { type, repetition_type, name } = elements[at];
    if (type === "INT96" && repetition_type !== "REPEATED") longTimes.push(name);
    at = behind(elements, at);
  }
  const inGroups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  return { metadata, rows: Math.max(Number(metadata.num_rows), inGroups), longTimes };
}

/** The bytes as a buffer of their own. */
export function bytesOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
}

function behind(elements: readonly { num_children?: number }[], at: number): number {
  let next = at + 1;
  for (let k = 0; k < (elements[at]?.num_children ?? 0) && next < elements.length; k++)
    next = behind(elements, next);
  return next;
}
