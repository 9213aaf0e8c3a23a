import { constants, type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** Whether a file has all that was written to it. */
export type Kept = "all" | "cut" | "failed";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are the subject
const UNFINISHED = /\x1b(?:\[[0-9;]{0,30}|\][^\x07]{0,200})?$/;

/** A link in its place is not followed: it may lead anywhere. */
const OWN = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW;
const NEW = OWN | constants.O_TRUNC;
const MORE = OWN | constants.O_APPEND;

/**
 * The full output of one execution: text without control sequences, for its owner only (0600), written in order. It
 * is opened when something comes and closed when nothing waits. A failure is told by `kept`, never thrown: the cell
 * goes on.
 */
export class OutputFile {
  readonly path: string;
  readonly #maxBytes: number;
  #kept: Kept = "all";
  #bytes = 0;
  #isNew = true;
  /** The beginning of a control sequence whose rest is still to come. */
  #rest = "";
  #batch = newBatch();
  #writing: Promise<void> | undefined;

  constructor(path: string, maxBytes: number) {
    this.path = path;
    this.#maxBytes = maxBytes;
  }

  get kept(): Kept {
    return this.#kept;
  }

  /** Adds text; gives it as it is in the file, and when it is there (or was given up). */
  write(text: string): { readonly text: string; readonly written: Promise<void> } {
    const whole = this.#rest + text;
    this.#rest = UNFINISHED.exec(whole)?.[0] ?? "";
    const plain = stripVTControlCharacters(whole.slice(0, whole.length - this.#rest.length));
    if (this.#kept !== "all" || plain === "") return { text: plain, written: this.flushed() };
    this.#batch.texts.push(plain);
    const { written } = this.#batch;
    this.#writing ??= this.#drain();
    return { text: plain, written };
  }

  get isWriting(): boolean {
    return this.#writing !== undefined;
  }

  /** Resolves when all that was given is in the file. */
  async flushed(): Promise<void> {
    await this.#writing;
  }

  async #drain(): Promise<void> {
    await null; // what comes in the same turn goes in the same write
    while (this.#batch.texts.length > 0) {
      await this.#writeBatches().catch(() => {
        this.#kept = "failed";
        this.#batch.end();
        this.#batch = newBatch();
      });
    }
    this.#writing = undefined;
  }

  async #writeBatches(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const file = await open(this.path, this.#isNew ? NEW : MORE, 0o600);
    this.#isNew = false;
    try {
      while (this.#batch.texts.length > 0) {
        const { texts, end } = this.#batch;
        this.#batch = newBatch();
        await this.#append(file, texts.join("")).finally(end);
      }
    } finally {
      await file.close();
    }
  }

  async #append(file: FileHandle, text: string): Promise<void> {
    const bytes = Buffer.from(text, "utf8");
    const room = this.#maxBytes - this.#bytes;
    if (this.#kept === "cut") return;
    if (bytes.length <= room) await file.appendFile(bytes);
    else {
      this.#kept = "cut";
      const end = bytes.lastIndexOf(10, Math.max(0, room - 1)) + 1;
      await file.appendFile(bytes.subarray(0, end));
      await file.appendFile(`[holdfast: the limit of ${this.#maxBytes} bytes is reached here]\n`);
    }
    this.#bytes += bytes.length;
  }
}

/** What is written at once next; `written` resolves when it was, or was given up. */
function newBatch(): { readonly texts: string[]; readonly written: Promise<void>; end(): void } {
  let end = (): void => {};
  const written = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { texts: [], written, end: () => end() };
}
