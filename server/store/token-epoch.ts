import type { Level } from "level";
import { tokenPrefix } from "./keys.ts";
import { DamagedRecord, decodeRecord } from "./record.ts";

/** Epochs of tokens after a lost marker count hours from here: above all that openings can have used. */
const SINCE = Date.UTC(2020, 0, 1);

/**
 * The epoch of the tokens of a store that was opened: above that of the marker and those of all reserved blocks. Only
 * so they grow when the record of a block was lost; a flipped bit in LevelDB's log leaves no trace of it.
 *
 * @param last that of the marker; undefined when it is lost
 */
export async function nextEpoch(
  level: Level<string, string>,
  last: number | undefined,
): Promise<number> {
  const damaged: string[] = [];
  let newest = last ?? Math.floor((Date.now() - SINCE) / 3_600_000);
  const [gte, lt] = [tokenPrefix, `${tokenPrefix.slice(0, -1)}0`];
  for await (const [key, record] of level.iterator({ gte, lt })) {
    const value = decodeRecord(key, record);
    if (value instanceof DamagedRecord) damaged.push(key);
    else newest = Math.max(newest, (value as { epoch?: number }).epoch ?? 0);
  }
  if (damaged.length > 0)
    await level.batch(
      damaged.map((key) => ({ type: "del", key })),
      { sync: true },
    );
  return newest + 1;
}
