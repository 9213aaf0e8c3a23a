import type { PropertyValues } from "lit";
import { type Line, lineNodes, TerminalText } from "../outputs/terminal-text.ts";
import { LightElement } from "./light-element.ts";

const CHUNK_LINES = 100;
/** The oldest lines are dropped beyond this. */
const MAX_LINES = 20_000;

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

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#pre.parentNode !== this) this.append(this.#note, this.#pre);
  }

  protected override updated(changed: PropertyValues<this>): void {
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
    const added = this.text.slice(this.#written.length);
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
    this.#last.replaceChildren(...lineNodes(this.#terminal.line));
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
    chunk.append(...lineNodes(line), "\n");
    this.#lines++;
  }

  #dropOldest(): void {
    while (this.#lines - MAX_LINES >= CHUNK_LINES) {
      this.#pre.firstElementChild?.remove();
      this.#lines -= CHUNK_LINES;
      this.#dropped += CHUNK_LINES;
    }
  }

  #clear(): void {
    this.#terminal = new TerminalText();
    this.#written = "";
    this.#lines = 0;
    this.#dropped = 0;
    this.#pre.replaceChildren();
  }
}

customElements.define("hf-stream", HfStream);
