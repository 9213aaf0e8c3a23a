import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { writePrivateFile } from "./private-file.ts";

/** What the marker file beside LevelDB's own files says: this store exists, so it is never made anew. */
export interface StoreMarker {
  readonly v: number;
  readonly storeId: string;
  /** Epoch of the tokens: +1 with each opening, so that they start above all older ones whatever was lost. */
  readonly epoch: number;
  /** Set when a read found damage: the next opening repairs the store. */
  readonly damaged?: string;
}

const MARKER = "holdfast.json";
/** 2: chunks are records of bytes. What version 1 wrote is read as before. */
const SCHEMA = 2;

/** The marker of a store that this version has opened: older ones do not read what it writes. */
export function ofThisVersion(marker: StoreMarker): StoreMarker {
  return { ...marker, v: SCHEMA };
}

export function newMarker(): StoreMarker {
  return { v: SCHEMA, storeId: randomUUID(), epoch: 0 };
}

/**
 * Reads the marker of a store's folder.
 *
 * @returns "lost" when it is not what was written; undefined when there is none
 * @throws HoldfastError HF_STORE_VERSION
 */
export async function readMarker(folder: string): Promise<StoreMarker | "lost" | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, MARKER), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const marker = parseMarker(text);
  if (marker && marker.v > SCHEMA) {
    throw new HoldfastError("HF_STORE_VERSION", `The store in ${folder} has a newer form`, {
      got: `version ${marker.v}`,
      expected: `version ${SCHEMA}`,
    });
  }
  return marker ?? "lost";
}

/** Whole or not at all, and durable. */
export async function writeMarker(folder: string, marker: StoreMarker): Promise<void> {
  await writePrivateFile(join(folder, MARKER), `${JSON.stringify(marker)}\n`);
}

function parseMarker(text: string): StoreMarker | undefined {
  try {
    const { v, storeId, epoch, damaged } = JSON.parse(text) as Partial<StoreMarker>;
    if (typeof v !== "number" || typeof storeId !== "string") return undefined;
    return {
      v,
      storeId,
      epoch: typeof epoch === "number" ? epoch : 1,
      ...(typeof damaged === "string" && { damaged }),
    };
  } catch {
    return undefined;
  }
}
