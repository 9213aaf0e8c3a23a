import { randomUUID } from "node:crypto";
import { cp, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Level } from "level";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { writePrivateFile } from "./private-file.ts";

/** What the marker file beside LevelDB's own files says: this store exists, so it is never made anew. */
export interface StoreMarker {
  readonly v: number;
  readonly storeId: string;
  /** How many times the store was repaired: tokens of a repaired store start above all older ones. */
  readonly repairs: number;
}

export interface OpenedLevel {
  readonly level: Level<string, string>;
  readonly marker: StoreMarker;
  /** Set when the store was damaged and repaired on opening: where the copy of the damaged files is. */
  readonly repaired?: { readonly copy: string; readonly reason: string };
}

const MARKER = "holdfast.json";
const SCHEMA = 1;
/** LevelDB's `repair`, which the types of `level` leave out (it is ClassicLevel in Node). */
const repair = (Level as unknown as { repair(location: string): Promise<void> }).repair;

/**
 * Opens LevelDB in a folder. It is created on the first start only: with a marker file or with files of a
 * database in place, LevelDB's `createIfMissing` would answer a lost CURRENT file by deleting all data.
 *
 * @throws HoldfastError HF_STORE_LOCKED, HF_STORE_CORRUPT, HF_STORE_VERSION, HF_FILE_UNWRITABLE
 */
export async function openLevel(folder: string): Promise<OpenedLevel> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const marker = await readMarker(folder);
  const isFirst = marker === undefined && !(await hasDatabaseFiles(folder));
  const known = marker ?? { v: SCHEMA, storeId: randomUUID(), repairs: 0 };
  const level = new Level<string, string>(folder, { keyEncoding: "utf8", valueEncoding: "utf8" });
  try {
    await level.open({ createIfMissing: isFirst });
  } catch (error) {
    const reason = reasonOf(error);
    refuseUnlessDamaged(error, folder, reason);
    return repairLevel(level, folder, { marker: known, reason });
  }
  if (marker === undefined) await writeMarker(folder, known);
  return { level, marker: known };
}

async function repairLevel(
  level: Level<string, string>,
  folder: string,
  facts: { readonly marker: StoreMarker; readonly reason: string },
): Promise<OpenedLevel> {
  const { reason } = facts;
  const copy = `${folder}-damaged-${new Date().toISOString().replace(/[:.]/g, "-")}`;
  const marker = { ...facts.marker, repairs: facts.marker.repairs + 1 };
  try {
    await cp(folder, copy, { recursive: true, errorOnExist: true });
    await writeMarker(folder, marker);
    await repair(folder);
    await level.open({ createIfMissing: false });
  } catch (error) {
    throw new HoldfastError("HF_STORE_CORRUPT", `The store in ${folder} cannot be repaired`, {
      got: `${reason}; then ${reasonOf(error)}`,
      action: `Keep a copy of ${folder}, then delete it: the notebooks on disk are untouched.`,
      cause: error,
    });
  }
  return { level, marker, repaired: { copy, reason } };
}

function refuseUnlessDamaged(error: unknown, folder: string, reason: string): void {
  const code = causeOf(error)?.code;
  if (code === "LEVEL_LOCKED") {
    throw new HoldfastError("HF_STORE_LOCKED", `Another process has ${folder} open`, {
      cause: error,
    });
  }
  if (/permission denied|no space|read-only/i.test(reason)) {
    throw new HoldfastError("HF_FILE_UNWRITABLE", `The store in ${folder} cannot be opened`, {
      got: reason,
      cause: error,
    });
  }
}

async function readMarker(folder: string): Promise<StoreMarker | undefined> {
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
  return marker ?? { v: SCHEMA, storeId: randomUUID(), repairs: 0 };
}

function parseMarker(text: string): StoreMarker | undefined {
  try {
    const value = JSON.parse(text) as Partial<StoreMarker>;
    const { v, storeId, repairs } = value;
    if (typeof v !== "number" || typeof storeId !== "string") return undefined;
    return { v, storeId, repairs: typeof repairs === "number" ? repairs : 0 };
  } catch {
    return undefined;
  }
}

async function writeMarker(folder: string, marker: StoreMarker): Promise<void> {
  await writePrivateFile(join(folder, MARKER), `${JSON.stringify(marker)}\n`);
}

async function hasDatabaseFiles(folder: string): Promise<boolean> {
  const names = await readdir(folder);
  return names.some((name) => /^(CURRENT|MANIFEST-\d+|\d+\.(ldb|sst|log))$/.test(name));
}

function causeOf(error: unknown): { code?: string; message?: string } | undefined {
  const cause = (error as { cause?: unknown }).cause;
  return typeof cause === "object" && cause !== null ? cause : undefined;
}

function reasonOf(error: unknown): string {
  return causeOf(error)?.message ?? (error instanceof Error ? error.message : String(error));
}
