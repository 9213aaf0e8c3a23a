import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { NotebookState } from "../../kernels/protocol/index.ts";
import { CommandKeys, commonCommand } from "../commands/keys.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import type { PageEvents } from "./events.ts";
import type { HfCell } from "./hf-cell.ts";
import "./hf-cell.ts";
import "./hf-conflict.ts";
import "./hf-unsaved.ts";
import "./hf-restore.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";
import "./hf-lock.ts";
import { on } from "./sources.ts";
import { hear, watch } from "./watch.ts";

/** The cells of the open notebook, and the keys that work on them. */
export class HfNotebook extends LightElement {
  static override properties = { session: { attribute: false } };
  declare session: NotebookSession;
  #keys = new CommandKeys();
  #shownCellId: string | undefined;
  #hadFocus = false;

  constructor() {
    super();
    watch(this, () => [this.session.store.changed]);
    // A person's own step shows at once: the cell under the pointer does not wait for a frame either.
    hear(
      this,
      () => this.session.selection.changed,
      () => this.requestUpdate(),
    );
    hear(this, on(document, "keydown", { capture: true }), (event) => this.#keyed(event));
  }

  protected override willUpdate(): void {
    this.#hadFocus = this.contains(document.activeElement);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { store, selection } = this.session;
    const { view } = store;
    if (!view) return html`<p class="opening" role="status">Opening ${this.session.path}…</p>`;
    this.#selectFirst(view);
    const { progress, question } = store.volatile;
    return html`
      <div class="notebook" @hf-beyond=${this.#wentBeyond}>
        <hf-lock .session=${this.session} .view=${view} .lock=${store.volatile.lock} .progress=${progress}></hf-lock>
        <hf-conflict .session=${this.session} .reason=${view.conflict}></hf-conflict>
        <hf-restore .session=${this.session} .variables=${view.variables} .cells=${view.cells} .isBusy=${view.executions.length > 0}></hf-restore>
        ${view.cells.length === 0 ? this.#empty() : nothing}
        ${repeat(
          view.cells,
          (cell) => cell.id,
          (cell, i) => html`<hf-cell
            .cell=${cell}
            .session=${this.session}
            .number=${i + 1}
            .position=${cell.run.status === "queued" ? queuePosition(view, cell.id) : 0}
            .isSelected=${cell.id === selection.cellId}
            .isEditing=${cell.id === selection.cellId && selection.isEditing}
            .progress=${cell.run.status === "running" ? progress : NO_PROGRESS}
            .question=${cell.run.status === "running" && question?.execId === cell.run.execId ? question : undefined}
          ></hf-cell>`,
        )}
        ${this.#end()}
      </div>
    `;
  }

  #empty(): TemplateResult {
    return html`<div class="empty">
      <h1>An empty notebook</h1>
      <p>
        Press Enter to write TypeScript in a first cell, Shift+Enter to run it. Variables live on from
        cell to cell.
      </p>
    </div>`;
  }

  #end(): TemplateResult {
    const { commands } = this.session;
    return html`<div class="cell-end" role="group" aria-label="Add a cell at the end">
      <button class="quiet" type="button" @click=${() => commands.insert("end", "code", true)}>
        ${icon("plus")} Code
      </button>
      <button class="quiet" type="button" @click=${() => commands.insert("end", "markdown", true)}>
        ${icon("plus")} Text
      </button>
    </div>`;
  }

  protected override updated(): void {
    const { cellId, isEditing } = this.session.selection;
    if (!this.session.store.view) return;
    // A cell that is moved in the page loses the focus.
    const isMoved = this.#hadFocus && !this.contains(document.activeElement);
    const isSame = this.#shownCellId === cellId && !isMoved;
    const isFirst = this.#shownCellId === undefined && document.activeElement === document.body;
    this.#shownCellId = isEditing ? undefined : cellId;
    if (isEditing || isSame || isFirst) return;
    const cells = [...this.querySelectorAll<HfCell>("hf-cell")];
    void this.#focus(cells.find((cell) => cell.cell.id === cellId));
  }

  async #focus(cell: HfCell | undefined): Promise<void> {
    await cell?.updateComplete;
    const { selection } = this.session;
    if (!cell || selection.cellId !== cell.cell.id || selection.isEditing) return;
    if (cell.contains(document.activeElement)) return;
    const section = cell.querySelector<HTMLElement>(".cell");
    section?.focus({ preventScroll: true });
    section?.scrollIntoView({ block: "nearest" });
  }

  /** Something is always selected, so that keys have a place to work on. */
  #selectFirst(view: NotebookState): void {
    const { selection } = this.session;
    // Who is typing in a cell that is gone stays in it: their letters are no commands.
    if (selection.isEditing || view.cells.some((cell) => cell.id === selection.cellId)) return;
    const before = view.deleted.find(({ cell }) => cell.id === selection.cellId)?.after;
    const next = view.cells.find(({ id }) => id === before) ?? view.cells[0];
    if (next?.id !== selection.cellId) selection.select(next?.id);
  }

  #keyed(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return;
    const target = event.target as HTMLElement;
    const isNowhere = target === document.body || target.id === "main";
    if (!isNowhere && !this.contains(target)) return;
    if (target.closest(".find-widget")) return;
    const isInEditor = target.closest(".code-editor") !== null;
    const isControl = target.closest("button, select, input, textarea, a, summary") !== null;
    if (isControl && !isInEditor && !event.ctrlKey) return;
    if (this.session.selection.isEditing && !isInEditor) {
      this.#keyedAhead(event);
      return;
    }
    const command = isInEditor ? commonCommand(event) : this.#keys.command(event);
    if (!command) return;
    event.preventDefault();
    event.stopPropagation();
    this.session.commands.do(command);
  }

  /** The editor is on its way: a letter is text for it, never a command. */
  #keyedAhead(event: KeyboardEvent): void {
    const { selection, commands } = this.session;
    const common = commonCommand(event);
    const isText = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
    if (common) commands.do(common);
    else if (event.key === "Escape") selection.select(selection.cellId);
    else if (isText || event.key === "Enter") selection.typeAhead(isText ? event.key : "\n");
    else return;
    event.preventDefault();
  }

  #wentBeyond({ detail: direction }: CustomEvent<PageEvents["hf-beyond"]>): void {
    const { selection, store } = this.session;
    const cells = store.view?.cells ?? [];
    const index = cells.findIndex((cell) => cell.id === selection.cellId);
    const next = cells[direction === "up" ? index - 1 : index + 1];
    if (!next) return;
    if (next.type === "markdown") selection.select(next.id);
    else selection.edit(next.id, direction === "up" ? "end" : "start");
  }
}

const NO_PROGRESS = new Map<string, never>();

function queuePosition(view: NotebookState, cellId: string): number {
  const waiting = view.executions.filter((execution) => execution.state === "queued");
  return waiting.findIndex((execution) => execution.cellId === cellId) + 1;
}

customElements.define("hf-notebook", HfNotebook);
