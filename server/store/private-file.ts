import { randomBytes } from "node:crypto";
import { chmod, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Writes a small file that only its owner may read (0600): whole or not at all, and durable. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const temp = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const file = await open(temp, "wx", 0o600);
    try {
      // The umask may have taken bits away that the owner needs.
      await file.chmod(0o600);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temp, path);
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Makes what lies in a folder its owner's alone: files 0600, folders 0700. Links are left as they are. */
export async function makePrivate(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() && !entry.isDirectory()) continue;
    await chmod(join(entry.parentPath, entry.name), entry.isFile() ? 0o600 : 0o700).catch(ifGone);
  }
}

/** Another process may take a file away meanwhile. */
function ifGone(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}
