import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import {
  ageText,
  type CellState,
  type CellType,
  type EarlierResult,
  type Progress,
  type Question,
} from "../../kernels/protocol/index.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import "./hf-code.ts";
import "./hf-gutter.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";
import "./hf-markup.ts";
import "./hf-output.ts";
import "./hf-question.ts";
import "./hf-resumable.ts";
import "./hf-sample.ts";

/** A cell: gutter, text, outputs, and its tools when it is pointed at or selected. */
export class HfCell extends LightElement {
  static override properties = {
    cell: { attribute: false },
    session: { attribute: false },
    number: { attribute: false },
    position: { attribute: false },
    isSelected: { attribute: false },
    isEditing: { attribute: false },
    progress: { attribute: false },
    question: { attribute: false },
    isPointed: { state: true },
  };
  declare cell: CellState;
  declare session: NotebookSession;
  /** Its place in the notebook, from 1. */
  declare number: number;
  declare position: number;
  declare isSelected: boolean;
  declare isEditing: boolean;
  declare progress: ReadonlyMap<string, Progress>;
  /** What the running cell asks. */
  declare question: Question | undefined;
  /** The mouse is over it: only then, or when it is selected, does it need its tools. */
  declare isPointed: boolean;

  protected override render(): TemplateResult {
    const { cell, session, isSelected, isEditing } = this;
    const classes = classMap({
      cell: true,
      [`cell-${cell.type}`]: true,
      selected: isSelected,
      editing: isEditing,
      running: cell.run.status === "running",
      failed: cell.run.outcome === "error" || cell.run.outcome === "died",
    });
    return html`
      <section
        class=${classes}
        tabindex=${isSelected ? 0 : -1}
        aria-label=${this.#label}
        aria-current=${isSelected ? "true" : nothing}
        aria-busy=${cell.run.status === "running" ? "true" : nothing}
        @focusin=${this.#focused}
        @pointerdown=${this.#focused}
        @pointerenter=${this.#pointed}
        @pointerleave=${this.#pointed}
      >
        <hf-gutter .cell=${cell} .session=${session} .position=${this.position}></hf-gutter>
        <div class="cell-box" @dblclick=${this.#doubleClicked}>
          ${this.#showsMarkdown ? this.#markdown() : this.#code()} ${this.#outputs()} ${this.#resumable()}
        </div>
        ${isSelected || this.isPointed ? this.#tools() : nothing}
      </section>
    `;
  }

  get #label(): string {
    const kinds: Readonly<Record<CellType, string>> = {
      code: "code",
      markdown: "Markdown",
      raw: "raw",
    };
    return `Cell ${this.number}, ${kinds[this.cell.type]}`;
  }

  get #showsMarkdown(): boolean {
    return this.cell.type === "markdown" && !this.isEditing;
  }

  #code(): TemplateResult {
    const { cell, session, isEditing } = this;
    return html`<hf-code
      .source=${cell.source}
      .type=${cell.type}
      .label=${this.#label}
      .cellId=${cell.id}
      .session=${session}
      .isEditing=${isEditing && cell.unknown === undefined}
    ></hf-code>`;
  }

  #markdown(): TemplateResult {
    const { source, attachments } = this.cell;
    if (source.trim() === "")
      return html`<p class="markdown-empty">Empty text. Press Enter or double-click to write.</p>`;
    return html`<hf-markup
      .source=${source}
      .attachments=${attachments}
      .notebookPath=${this.session.path}
    ></hf-markup>`;
  }

  #outputs(): TemplateResult | typeof nothing {
    const { outputs, type } = this.cell;
    const { before } = this.cell;
    if (type !== "code" || (outputs.length === 0 && !before && !this.question)) return nothing;
    const runAnew = (): void => this.session.commands.runAnew(this.cell.id);
    return html`<div class="outputs" @hf-run-anew=${runAnew}>
      ${outputs.map(
        (output) =>
          html`<hf-output
            .output=${output}
            .live=${output.displayId === undefined ? undefined : this.progress.get(output.displayId)}
            .isRunning=${this.cell.run.status === "running"}
            .isOurs=${this.cell.run.startedAt !== null}
            .notebookPath=${this.session.path}
          ></hf-output>`,
      )}
      ${this.#question()} ${before ? this.#before(before) : nothing}
    </div>`;
  }

  /** The result of before stays readable, marked with its age, until a newer one has succeeded. */
  #before({ outputs, endedAt, by }: EarlierResult): TemplateResult {
    const age = ageText(this.session.store.volatile.serverNow - endedAt);
    return html`<section class="before" aria-label="The result of before">
      <p class="provenance">The result of before · from ${age}${by === undefined ? "" : ` · by ${by}`}</p>
      ${outputs.map(
        (output) =>
          html`<hf-output .output=${output} .notebookPath=${this.session.path}></hf-output>`,
      )}
    </section>`;
  }

  #question(): TemplateResult | typeof nothing {
    const { question, session } = this;
    if (!question) return nothing;
    return html`<hf-question .question=${question} .session=${session}></hf-question>`;
  }

  /** What can go on is offered while the cell rests. */
  #resumable(): TemplateResult | typeof nothing {
    const { run, id } = this.cell;
    if (!run.resumable || run.status !== "idle") return nothing;
    return html`<hf-resumable .run=${run.resumable} .cellId=${id} .session=${this.session}></hf-resumable>`;
  }

  #tools(): TemplateResult {
    const { cell, session } = this;
    const { commands } = session;
    const tab = this.isSelected ? 0 : -1;
    const isBusy = cell.run.status !== "idle";
    const button = (name: Parameters<typeof icon>[0], label: string, run: () => void) =>
      html`<button class="tool" type="button" tabindex=${tab} title=${label} aria-label=${label} @click=${run}>
        ${icon(name)}
      </button>`;
    return html`<div class="tools" role="toolbar" aria-label="Cell ${this.number}">
      ${
        cell.type !== "code"
          ? nothing
          : isBusy
            ? button("stop", "Stop this cell", () => commands.stop([cell.id]))
            : button("run", "Run this cell (Ctrl+Enter)", () => commands.run(cell.id))
      }
      ${button("up", "Move up (Ctrl+Shift+↑)", () => commands.move(-1, cell.id))}
      ${button("down", "Move down (Ctrl+Shift+↓)", () => commands.move(1, cell.id))}
      ${button("above", "Insert a cell above (A)", () => this.#insert("above"))}
      ${button("below", "Insert a cell below (B)", () => this.#insert("below"))}
      <select class="tool-type" tabindex=${tab} aria-label="Type of cell ${this.number}" .value=${cell.type} @change=${this.#typeChosen}>
        <option value="code" ?selected=${cell.type === "code"}>Code</option>
        <option value="markdown" ?selected=${cell.type === "markdown"}>Text</option>
        <option value="raw" ?selected=${cell.type === "raw"}>Raw</option>
      </select>
      <hf-sample .cell=${cell} .session=${session} .label=${`Sample of cell ${this.number}`}></hf-sample>
      ${button("delete", "Delete (D D)", () => commands.delete(cell.id))}
    </div>`;
  }

  #insert(where: "above" | "below"): void {
    this.session.selection.select(this.cell.id);
    this.session.commands.insert(where, "code", true);
  }

  #typeChosen(event: Event): void {
    const { value } = event.currentTarget as HTMLSelectElement;
    this.session.commands.setType(value as CellType, this.cell.id);
  }

  #focused(): void {
    const { selection } = this.session;
    if (selection.cellId !== this.cell.id) selection.select(this.cell.id);
  }

  #pointed({ type }: Event): void {
    this.isPointed = type === "pointerenter";
  }

  #doubleClicked(): void {
    if (this.#showsMarkdown) this.session.selection.edit(this.cell.id);
  }
}

customElements.define("hf-cell", HfCell);
