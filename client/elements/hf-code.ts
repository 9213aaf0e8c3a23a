import { html, type PropertyValues, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import type { CellType } from "../../kernels/protocol/index.ts";
import type { Caret } from "../commands/selection.ts";
import type { LiveEditor } from "../editor/live-editor.ts";
import { loadEditor } from "../editor/load-editor.ts";
import { highlight } from "../highlight/highlight.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { themeChanged } from "../theme/theme.ts";
import { caretAt } from "./caret-at.ts";
import { send } from "./events.ts";
import { LightElement } from "./light-element.ts";
import { hear } from "./watch.ts";

/** The text of a cell: coloured static text, and an editor of the same metrics while it is edited. */
export class HfCode extends LightElement {
  static override properties = {
    source: { attribute: false },
    type: { attribute: false },
    label: { attribute: false },
    cellId: { attribute: false },
    session: { attribute: false },
    isEditing: { attribute: false },
    isLive: { state: true },
  };
  declare source: string;
  declare type: CellType;
  declare label: string;
  declare cellId: string;
  declare session: NotebookSession;
  declare isEditing: boolean;
  /** The editor is there; before that the static text stands in. */
  declare isLive: boolean;
  #editor: LiveEditor | undefined;

  constructor() {
    super();
    this.source = "";
    this.type = "code";
    this.label = "";
    this.isEditing = false;
    this.isLive = false;
    this.addEventListener("click", (event) => this.#clicked(event));
    hear(this, themeChanged, () => this.#editor?.updateTheme());
    hear(
      this,
      () => this.session.store.textChanged,
      (cellId, change) => {
        if (cellId === this.cellId) this.#editor?.applyRemote(change);
      },
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.hasUpdated && this.isEditing && void this.#enter();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A cell that is moved, or deleted and brought back, goes on where the caret was.
    if (this.#editor && this.isEditing) this.session.selection.keepCaret(this.#editor.caret);
    this.#leave();
  }

  protected override render(): TemplateResult {
    const classes = classMap({ "code-text": true, wraps: this.type !== "code" });
    return html`
      <pre class=${classes} ?hidden=${this.isLive}>${highlight(this.source, this.type)}${"\n"}</pre>
      <div class="code-editor" ?hidden=${!this.isLive}></div>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("isEditing") || changed.has("type")) {
      this.#leave();
      if (this.isEditing) void this.#enter();
    }
  }

  async #enter(): Promise<void> {
    const { LiveEditor } = await loadEditor();
    if (!this.isConnected || !this.isEditing || this.#editor) return;
    const { session, cellId } = this;
    const host = this.querySelector<HTMLElement>(".code-editor")!;
    host.hidden = false;
    this.querySelector<HTMLElement>(".code-text")!.hidden = true;
    this.#editor = new LiveEditor({
      element: host,
      cellId,
      type: this.type,
      source: this.#source,
      label: `${this.label}. Escape leaves the editor.`,
      selection: this.#caret,
      edited: (change) => session.store.edit(cellId, change),
      left: () => {
        // A cell that somebody deletes under the caret is not left.
        if (this.isConnected && session.selection.isEditing) session.selection.select(cellId);
      },
      escaped: () => session.selection.select(cellId),
      beyond: (direction) => send(this, "hf-beyond", direction),
      complete: (code, offset) => session.questions.complete(cellId, code, offset),
      inspect: (code, offset) => session.questions.inspect(cellId, code, offset),
    });
    this.isLive = true;
    const text = session.selection.takeTypedAhead();
    if (text !== "") this.#editor.type(text);
  }

  /** The text as the store has it now: this element may be a frame behind. */
  get #source(): string {
    const cell = this.session.store.view?.cells.find((c) => c.id === this.cellId);
    return cell?.source ?? this.source;
  }

  get #caret(): Caret {
    const { caret } = this.session.selection;
    if (caret === "start") return { anchor: 0, head: 0 };
    const end = this.#source.length;
    if (caret === "end") return { anchor: end, head: end };
    return { anchor: Math.min(caret.anchor, end), head: Math.min(caret.head, end) };
  }

  #leave(): void {
    if (!this.#editor) return;
    this.#editor.dispose();
    this.#editor = undefined;
    this.isLive = false;
  }

  #clicked(event: MouseEvent): void {
    if (this.isLive) return;
    const text = this.querySelector<HTMLElement>(".code-text")!;
    this.session.selection.edit(this.cellId, caretAt(text, event));
  }
}

customElements.define("hf-code", HfCode);
