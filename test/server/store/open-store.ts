import { cp } from "node:fs/promises";
import { onTestFinished } from "vitest";
import { Store } from "../../../server/store/store.ts";
import { tempFolder } from "../temp-folder.ts";

/** Opens the store of a folder (of a new one by default); it is closed when the test has finished. */
export async function openStore(folder?: string): Promise<{ store: Store; folder: string }> {
  const place = folder ?? (await tempFolder());
  const store = await Store.open(place);
  onTestFinished(() => store.close());
  return { store, folder: place };
}

/**
 * Opens what a killed process would leave behind: a copy of the files as they are now, without closing.
 * (The kernel of the operating system keeps what was written, also when it was not synced.)
 */
export async function afterKill(folder: string): Promise<{ store: Store; folder: string }> {
  const copy = await tempFolder();
  await cp(folder, copy, { recursive: true });
  return openStore(copy);
}
