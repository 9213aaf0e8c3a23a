import { cp, mkdir } from "node:fs/promises";
import { Level } from "level";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { disownStore, lastOwner, ownStore } from "./owner-file.ts";
import { damageOf, hasDatabaseFiles, mendTables } from "./store-damage.ts";
import {
  newMarker,
  ofThisVersion,
  readMarker,
  type StoreMarker,
  writeMarker,
} from "./store-marker.ts";
import { nextEpoch } from "./token-epoch.ts";

export interface OpenedLevel {
  readonly level: Level<string, string>;
  readonly marker: StoreMarker;
  /** Set when the store was damaged and repaired on opening: where the copy of the damaged files is. */
  readonly repaired?: { readonly copy: string; readonly reason: string };
}

/** Tables of so many bytes in all are read at each opening (0.2 s); more of them after the death of an owner. */
const SMALL_BYTES = 64_000_000;
/** LevelDB's `repair`, which the types of `level` leave out (it is ClassicLevel in Node). */
const repair = (Level as unknown as { repair(location: string): Promise<void> }).repair;

/**
 * Opens LevelDB in a folder. It is created on the first start only: with a marker file or with files of a
 * database in place, LevelDB's `createIfMissing` would answer a lost CURRENT file by deleting all data. What is damaged
 * is copied aside first, then repaired.
 *
 * @throws HoldfastError HF_STORE_LOCKED, HF_STORE_CORRUPT, HF_STORE_VERSION, HF_FILE_UNWRITABLE
 */
export async function openLevel(folder: string): Promise<OpenedLevel> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await readMarker(folder);
  const isFirst = found === undefined && !(await hasDatabaseFiles(folder));
  const owner = await lastOwner(folder);
  const known = typeof found === "object" ? found : undefined;
  // While another process has it open its files change, and LevelDB's lock will tell.
  // It deletes, or ends the process, for some damage: what is wrong is better known before.
  let damage = known?.damaged;
  if (owner !== "open")
    damage ??= await damageOf(folder, owner > 0 ? Number.POSITIVE_INFINITY : SMALL_BYTES);
  const before = isFirst ? 0 : known?.epoch;
  let opened: { readonly level: Level<string, string>; readonly epoch: number } | undefined;
  if (damage === undefined) {
    if (owner !== "open") await ownStore(folder, owner);
    try {
      opened = await openWhole(folder, isFirst, before);
    } catch (error) {
      damage = reasonOf(error);
      if (owner !== "open") await disownStore(folder);
      refuseUnlessDamaged(error, folder, damage);
    }
  }
  const { level, epoch, copy } = opened
    ? { ...opened, copy: undefined }
    : await repairLevel(folder, damage ?? "", before);
  const marker = { ...ofThisVersion(withoutDamage(known ?? newMarker())), epoch };
  await writeMarker(folder, marker);
  await ownStore(folder, owner === "open" ? 0 : owner);
  return { level, marker, ...(copy && { repaired: { copy, reason: damage ?? "" } }) };
}

/** Closes what `openLevel` opened. */
export async function closeLevel(level: Level<string, string>, folder: string): Promise<void> {
  await level.close();
  await disownStore(folder);
}

/** A `Level` that was made opens itself in the next turn: whether it may make files has to be said at once. */
async function open(folder: string, createIfMissing: boolean): Promise<Level<string, string>> {
  const level = new Level<string, string>(folder, {
    keyEncoding: "utf8",
    valueEncoding: "utf8",
    createIfMissing,
  });
  await level.open({ createIfMissing });
  return level;
}

async function openWhole(
  folder: string,
  createIfMissing: boolean,
  last: number | undefined,
): Promise<{ level: Level<string, string>; epoch: number }> {
  const level = await open(folder, createIfMissing);
  try {
    return { level, epoch: await nextEpoch(level, last) };
  } catch (error) {
    await level.close();
    throw error;
  }
}

/** Repairs a store; gives it opened, and where the copy of the damaged files is. */
async function repairLevel(
  folder: string,
  reason: string,
  last: number | undefined,
): Promise<{ level: Level<string, string>; epoch: number; copy: string }> {
  const copy = `${folder}-damaged-${new Date().toISOString().replace(/[:.]/g, "-")}`;
  try {
    await cp(folder, copy, { recursive: true, errorOnExist: true });
    await mendTables(folder);
    await repair(folder);
    const level = await open(folder, false);
    return { level, epoch: await nextEpoch(level, last), copy };
  } catch (error) {
    throw new HoldfastError("HF_STORE_CORRUPT", `The store in ${folder} cannot be repaired`, {
      got: `${reason}; then ${reasonOf(error)}`,
      action: `Keep a copy of ${folder}, then delete it: the notebooks on disk are untouched.`,
      cause: error,
    });
  }
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

function withoutDamage({ damaged: _, ...marker }: StoreMarker): StoreMarker {
  return marker;
}

function causeOf(error: unknown): { code?: string; message?: string } | undefined {
  const cause = (error as { cause?: unknown }).cause;
  return typeof cause === "object" && cause !== null ? cause : undefined;
}

function reasonOf(error: unknown): string {
  return causeOf(error)?.message ?? (error instanceof Error ? error.message : String(error));
}
