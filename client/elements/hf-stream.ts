import type { PropertyValues } from "lit";
import type { Line } from "../outputs/terminal-line.ts";
import { lineNodes, lineText } from "../outputs/terminal-nodes.ts";
import { TerminalText } from "../outputs/terminal-text.ts";
import { LightElement } from "./light-element.ts";

const CHUNK_LINES = 100;
/** The oldest lines are dropped beyond this. */
const MAX_LINES = 20_000;
/** Of a text that is there at once, this much is shown: its end. */
const MAX_LENGTH = 2_000_000;
/** Beyond so many pieces in colours, the rest is shown without. */
const MAX_COLOURED = 20_000;

/**
 * The text of a stream as a terminal shows it. It grows by appending: chunks of lines that the browser may
 * leave out of the layout while they are not in sight.
 */
export class HfStream extends LightElement {
  static override properties = {
    text: { attribute: false },
    name: { attribute: false },
    isGrowing: { attribute: false },
  };
  declare text: string;
  declare name: "stdout" | "stderr";
  /** More is coming: the end stays in sight unless the person scrolled up. */
  declare isGrowing: boolean;
  #terminal = new TerminalText();
  #written = "";
  #lines = 0;
  #dropped = 0;
  #coloured = 0;
  #pre = document.createElement("pre");
  #note = document.createElement("p");
  #last = document.createElement("span");

  constructor() {
    super();
    this.text = "";
    this.name = "stdout";
    this.isGrowing = false;
    this.#pre.className = "stream";
    this.#note.className = "stream-note";
    this.#note.hidden = true;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#pre.parentNode !== this) this.append(this.#note, this.#pre);
    this.#pre.classList.toggle("stderr", this.name === "stderr");
    this.#pre.setAttribute("aria-label", this.name === "stderr" ? "Error stream" : "Output");
    this.#pre.setAttribute("role", "group");
    if (changed.has("text")) this.#write();
  }

  #write(): void {
    if (!this.text.startsWith(this.#written)) this.#clear();
    const pre = this.#pre;
    const isAtEnd = pre.scrollTop + pre.clientHeight >= pre.scrollHeight - 4;
    const follows = this.#written === "" ? this.isGrowing : isAtEnd;
    const added = this.#newest(this.text.slice(this.#written.length));
    this.#written = this.text;
    this.#terminal.write(added);
    const finished = this.#terminal.takeFinished();
    this.#last.remove();
    const surplus = finished.length - MAX_LINES;
    if (surplus > 0) {
      this.#dropped += this.#lines + surplus;
      this.#lines = 0;
      this.#pre.replaceChildren();
    }
    for (const line of surplus > 0 ? finished.slice(surplus) : finished) this.#addLine(line);
    this.#last.replaceChildren(...this.#nodes(this.#terminal.line));
    this.#pre.append(this.#last);
    this.#dropOldest();
    // Only what scrolls needs to be reached by the Tab key.
    if (pre.scrollHeight > pre.clientHeight) pre.tabIndex = 0;
    else pre.removeAttribute("tabindex");
    if (follows) pre.scrollTop = pre.scrollHeight;
    this.#note.hidden = this.#dropped === 0;
    if (this.#dropped === 0) return;
    this.#note.textContent = `The first ${this.#dropped.toLocaleString("en")} lines are not shown; the notebook holds them.`;
  }

  #addLine(line: Line): void {
    let chunk = this.#pre.lastElementChild;
    if (!chunk || this.#lines % CHUNK_LINES === 0) {
      chunk = document.createElement("span");
      chunk.className = "stream-chunk";
      this.#pre.append(chunk);
    }
    const nodes = this.#nodes(line);
    this.#coloured += nodes.length;
    chunk.append(...nodes, "\n");
    this.#lines++;
  }

  #nodes(line: Line): Node[] {
    if (this.#coloured + line.length <= MAX_COLOURED || line.length <= 1) return lineNodes(line);
    return [document.createTextNode(lineText(line))];
  }

  /** What is too much to be read is left out, whole lines where there are any. */
  #newest(added: string): string {
    if (added.length <= MAX_LENGTH) return added;
    const from = added.length - MAX_LENGTH;
    const end = added.indexOf("\n", from);
    const start = end >= 0 && end < from + MAX_LENGTH / 2 ? end + 1 : from;
    this.#dropped += this.#lines + added.slice(0, start).split("\n").length - 1;
    this.#lines = 0;
    this.#coloured = 0;
    this.#pre.replaceChildren();
    return added.slice(start);
  }

  #dropOldest(): void {
    while (this.#lines - MAX_LINES >= CHUNK_LINES) {
      const oldest = this.#pre.firstElementChild;
      this.#coloured -= Math.min(this.#coloured, oldest?.childNodes.length ?? 0);
      oldest?.remove();
      this.#lines -= CHUNK_LINES;
      this.#dropped += CHUNK_LINES;
    }
  }

  #clear(): void {
    this.#terminal = new TerminalText();
    this.#written = "";
    this.#lines = 0;
    this.#dropped = 0;
    this.#coloured = 0;
    this.#pre.replaceChildren();
  }
}

customElements.define("hf-stream", HfStream);
