import { stat } from "node:fs/promises";

/**
 * What a file is, whatever it is called: device and inode, links followed (S32). Undefined when there is no such file.
 * Saving replaces a file, so its identity holds only until then.
 */
export async function fileIdentity(file: string): Promise<string | undefined> {
  const facts = await stat(file, { bigint: true }).catch(() => undefined);
  return facts && `${facts.dev}:${facts.ino}`;
}
