import {
  type DisplayContent,
  type DisplayDataMessage,
  type ExecutionMessage,
  type FoldedText,
  foldedText,
  foldTerminal,
  makeMessage,
  OVERFLOW_MIME,
  type Overflow,
  overflowText,
  type StreamMessage,
  type UpdateDisplayDataMessage,
} from "../../kernels/protocol/index.ts";
import { owned } from "../base/faults.ts";
import type { OutputFile } from "./output-file.ts";
import type { OutputFiles, OutputOwner } from "./output-files.ts";

/** What one execution may put into its cell since its outputs were last cleared. */
export interface CellLimits {
  /** Characters of stdout and stderr together. */
  readonly text: number;
  /** Outputs: displays, and stretches of one stream. */
  readonly outputs: number;
  /** Characters of the JSON of its displays together. */
  readonly displays: number;
}

export const CELL_LIMITS: CellLimits = {
  text: 1024 * 1024,
  outputs: 1_000,
  displays: 64 * 1024 * 1024,
};
/** Text that was written over leaves room again, until so many times the limit came: each message is journalled. */
const MAX_OVERWRITTEN = 8;
const TAIL_CHARACTERS = 16 * 1024;
/** How often the note is brought up to date, in ms. */
const NOTE_MS = 500;
const MAX_HIDDEN_IDS = 10_000;

/** A message for the cell, and what it costs to keep. */
export interface Said {
  readonly message: ExecutionMessage;
  readonly characters: number;
}

/** What becomes of a message: so much of it goes into the cell, the rest is on its way into the full output. */
export interface Taken {
  readonly say: readonly Said[];
  readonly hidden?: { readonly characters: number; readonly written: Promise<void> };
}

/**
 * The output of one execution: what is within the limits goes into the cell; what is beyond goes into a file, and the
 * cell gets a note that counts it, with its newest lines. Nothing is dropped unsaid.
 */
export class OutputLimits {
  readonly #owner: OutputOwner;
  readonly #files: OutputFiles;
  readonly #limits: CellLimits;
  readonly #say: (said: Said) => void;
  #left: { text: number; outputs: number; displays: number };
  #last = "";
  /** Text that the cell shows: the beginning of the full output, when there will be one. The newest is in `#stretch`. */
  #early: string[] = [];
  /** The newest stretch of one stream; its head is in `#early` already. */
  #stretch: FoldedText = foldedText("");
  /** Characters of text that went into the cell, also those that were written over since. */
  #said = 0;
  #file: OutputFile | undefined;
  #ending: Promise<void> | undefined;
  #isNoteShown = false;
  #hidden = { lines: 0, bytes: 0, displays: 0 };
  #tail = "";
  #ids = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  /** @param say says a new value of the note */
  constructor(
    owner: OutputOwner,
    files: OutputFiles,
    say: (said: Said) => void,
    limits: CellLimits = CELL_LIMITS,
  ) {
    this.#owner = owner;
    this.#files = files;
    this.#say = say;
    this.#limits = limits;
    this.#left = { ...limits };
  }

  /** @param said a message of the kernel */
  take(said: Said): Taken {
    const { message } = said;
    switch (message.header.msg_type) {
      case "stream":
        return this.#takeText(message as StreamMessage);
      case "display_data":
        return this.#takeDisplay(said);
      case "update_display_data":
        return { say: this.#ids.has(displayId(message) ?? "") ? [] : [said] };
      case "clear_output":
        this.#cleared();
        return { say: [said] };
      case "execute_reply":
      case "status":
        return this.#takeEnd(said);
      default:
        this.#last = message.header.msg_type;
        return { say: [said] };
    }
  }

  /** Brings the note up to date now. */
  flush(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isNoteShown) this.#say(this.#note("update_display_data"));
  }

  /** The execution has ended: what comes now is of a timer, and the beginning is not kept for it. */
  ended(): void {
    this.flush();
    if (this.#file) return;
    this.#stretch = foldedText("");
    this.#early = ["[holdfast: what came before is in the cell]\n"];
  }

  /** Resolves when the full output is written. */
  async flushed(): Promise<void> {
    await this.#file?.flushed();
  }

  /** The end is told when the full output is written, so that whoever is told finds all of it. */
  #takeEnd(said: Said): Taken {
    if (!this.#ending && !this.#file?.isWriting) return { say: [said] };
    this.#ending = (this.#ending ?? this.#file?.flushed())?.then(() => this.#say(said));
    return { say: [] };
  }

  #takeText(message: StreamMessage): Taken {
    const { name, text } = message.content;
    const shown = this.#head(text, name);
    const rest = text.slice(shown.length);
    const say: Said[] = [];
    if (shown !== "") {
      if (name !== this.#last) {
        this.#left.outputs--;
        this.#endStretch();
      }
      this.#last = name;
      this.#count(shown);
      const content = { name, text: shown };
      say.push({ message: { ...message, content }, characters: shown.length });
      this.#file?.write(shown);
    }
    return rest === "" ? { say } : this.#hide(rest, say);
  }

  /** What a terminal would write over costs nothing: of a progress bar the newest frame is kept. */
  #count(shown: string): void {
    const before = this.#stretch.tail.length;
    const { head, ...line } = foldTerminal(this.#stretch, shown);
    this.#stretch = { head: "", ...line };
    if (!this.#file) this.#early.push(head);
    this.#said += shown.length;
    const isSpent = this.#said > MAX_OVERWRITTEN * this.#limits.text;
    this.#left.text -= isSpent ? shown.length : head.length + line.tail.length - before;
    this.#left.text = Math.max(0, Math.min(this.#limits.text, this.#left.text));
  }

  #endStretch(): void {
    if (!this.#file) this.#early.push(this.#stretch.tail);
    this.#stretch = foldedText("");
  }

  /** As much of a text as the cell may show, in whole lines. */
  #head(text: string, name: string): string {
    const isFull = this.#left.text === 0 || (name !== this.#last && this.#left.outputs < 1);
    if (this.#isNoteShown || isFull) return "";
    const room = this.#left.text;
    if (text.length <= room) return text;
    const end = text.lastIndexOf("\n", room - 1) + 1;
    if (end > 0 || text.length < this.#limits.text / 16) return text.slice(0, end);
    const isSplitPair = (text.charCodeAt(room - 1) & 0xfc00) === 0xd800;
    return text.slice(0, isSplitPair ? room - 1 : room);
  }

  #takeDisplay({ message, characters }: Said): Taken {
    if (this.#left.outputs >= 1 && this.#left.displays >= characters) {
      this.#left.outputs--;
      this.#left.displays -= characters;
      this.#last = "";
      return { say: [{ message, characters }] };
    }
    const { data } = message.content as { data: Readonly<Record<string, unknown>> };
    const id = displayId(message);
    if (id !== undefined && this.#ids.size < MAX_HIDDEN_IDS) this.#ids.add(id);
    this.#hidden.displays++;
    const plain = String(data["text/plain"] ?? "").slice(0, 100_000);
    return this.#hide(`[display: ${Object.keys(data).join(", ")}]\n${plain}\n`, [], false);
  }

  /** Into the full output, which begins with all the text that the cell shows. */
  #hide(text: string, say: readonly Said[], counts = true): Taken {
    if (!this.#file) {
      this.#endStretch();
      this.#file = this.#files.open(this.#owner);
      this.#file.write(this.#early.join(""));
      this.#early = [];
    }
    const { text: plain, written } = this.#file.write(text);
    if (counts) {
      this.#hidden.lines += linesOf(plain);
      this.#hidden.bytes += Buffer.byteLength(plain);
    }
    this.#tail = newest(this.#tail + plain.slice(-TAIL_CHARACTERS));
    const note = this.#isNoteShown ? [] : [this.#note("display_data")];
    this.#isNoteShown = true;
    this.#timer ??= setTimeout(
      owned(this.#files.onFault, () => this.flush()),
      NOTE_MS,
    );
    return { say: [...say, ...note], hidden: { characters: text.length, written } };
  }

  #cleared(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#left = { ...this.#limits };
    this.#last = "";
    this.#isNoteShown = false;
    this.#hidden = { lines: 0, bytes: 0, displays: 0 };
    this.#tail = "";
    this.#ids.clear();
    this.#said = 0;
    this.#stretch = foldedText("");
    if (!this.#file) this.#early = [];
  }

  #note(type: "display_data" | "update_display_data"): Said {
    const { execId } = this.#owner;
    const file = this.#files.nameOf(this.#owner);
    const overflow: Overflow = {
      execId,
      ...this.#hidden,
      tail: this.#tail,
      kept: this.#file?.kept ?? "all",
      ...(file !== undefined && { file }),
    };
    const content: DisplayContent = {
      data: { [OVERFLOW_MIME]: { ...overflow }, "text/plain": overflowText(overflow) },
      metadata: {},
      transient: { display_id: `overflow-${execId}` },
    };
    const origin = { session: execId, username: "holdfast" };
    const message = makeMessage<DisplayMessage>(origin, "iopub", type, content);
    return { message, characters: 2 * this.#tail.length + 500 };
  }
}

type DisplayMessage = DisplayDataMessage | UpdateDisplayDataMessage;

function displayId(message: ExecutionMessage): string | undefined {
  return (message.content as { transient?: { display_id?: string } }).transient?.display_id;
}

function linesOf(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

/** The newest text, from the beginning of a line when there is one. */
function newest(text: string): string {
  if (text.length <= TAIL_CHARACTERS) return text;
  const cut = text.slice(-TAIL_CHARACTERS);
  const line = cut.indexOf("\n");
  return line >= 0 && line < cut.length - 1 ? cut.slice(line + 1) : cut;
}
