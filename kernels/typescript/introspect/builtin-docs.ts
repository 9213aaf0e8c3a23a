import { readFile } from "node:fs/promises";
import type { DeclarationText } from "../../source/index.ts";

/** Signatures and documentation of what every cell sees, by name; made when the kernel is built. */
export class BuiltinDocs {
  #found: Readonly<Record<string, DeclarationText>> = {};

  /** Reads them while nobody waits; until then nothing is known. */
  async load(): Promise<void> {
    const text = await readFile(new URL("./builtin-docs.json", import.meta.url), "utf8");
    this.#found = JSON.parse(text) as Record<string, DeclarationText>;
  }

  get(name: string): DeclarationText | undefined {
    return Object.hasOwn(this.#found, name) ? this.#found[name] : undefined;
  }
}
