import { lstat, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** In a larger folder nothing is looked for. */
const MAX_NAMES = 5_000;

/**
 * What a file is, whatever it is called: device and inode, links followed (S32). Undefined when there is no such file.
 * Saving replaces a file, so its identity holds only until then.
 */
export async function fileIdentity(file: string): Promise<string | undefined> {
  const facts = await stat(file, { bigint: true }).catch(() => undefined);
  return facts && `${facts.dev}:${facts.ino}`;
}

/**
 * The identity of a file with the time of its birth: a disk gives the number of a deleted file to a new one, also when
 * both hold the same bytes.
 */
export async function fileMark(file: string): Promise<string | undefined> {
  const facts = await stat(file, { bigint: true }).catch(() => undefined);
  return facts && `${facts.dev}:${facts.ino}:${facts.birthtimeNs}`;
}

/** The path of a file in the same folder, whatever it is called now; links and dot-files are none. */
export async function fileBeside(file: string, mark: string): Promise<string | undefined> {
  const folder = dirname(file);
  const names = await readdir(folder).catch(() => []);
  if (names.length > MAX_NAMES) return undefined;
  const [, inode] = mark.split(":");
  for (const name of names) {
    if (name.startsWith(".")) continue;
    const path = join(folder, name);
    const facts = await lstat(path, { bigint: true }).catch(() => undefined);
    if (!facts?.isFile() || String(facts.ino) !== inode || path === file) continue;
    if ((await fileMark(path)) === mark) return path;
  }
  return undefined;
}
