import { readFile } from "node:fs/promises";
import { distFolder } from "./dist-folder.ts";

/** The version of holdfast, from its package.json. */
export async function ownVersion(): Promise<string> {
  const path = new URL("../package.json", distFolder());
  return (JSON.parse(await readFile(path, "utf8")) as { version: string }).version;
}
