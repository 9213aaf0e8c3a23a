import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { MAX_PROMPT, type Question } from "../../kernels/protocol/index.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { LightElement } from "./light-element.ts";

/** What a running cell asks: a text, yes or no, or to take note. The cell waits for the answer. */
export class HfQuestion extends LightElement {
  static override properties = {
    question: { attribute: false },
    session: { attribute: false },
    isSent: { state: true },
  };
  declare question: Question;
  declare session: NotebookSession;
  /** The answer is on its way. */
  declare isSent: boolean;
  /** What had the focus before the question took it. */
  #before: HTMLElement | undefined;

  constructor() {
    super();
    this.isSent = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (document.activeElement === document.body && this.#before?.isConnected)
      this.#before.focus({ preventScroll: true });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isAnother = changed.has("question") && changed.get("question")?.id !== this.question.id;
    if (isAnother) this.isSent = false;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has("question") || changed.get("question")?.id === this.question.id) return;
    const field = this.querySelector("input");
    if (field) field.value = this.question.default;
    if (!this.#mayTakeFocus) return;
    const active = document.activeElement;
    if (active instanceof HTMLElement && !this.contains(active)) this.#before = active;
    const control = field ?? this.querySelector<HTMLElement>(".primary");
    control?.focus({ preventScroll: true });
    field?.select();
    this.scrollIntoView({ block: "nearest" });
  }

  protected override render(): TemplateResult {
    const { kind, password, prompt } = this.question;
    const id = `question-${this.question.cellId}`;
    const words = kind === "prompt" ? "The cell asks" : "The cell says";
    const text = prompt === "" ? words : prompt;
    return html`<form class="question" aria-label=${words} @submit=${this.#submitted} @keydown=${this.#keyed}>
      ${
        kind === "prompt"
          ? html`<label class="question-text" for=${id}>${text}</label>`
          : html`<p class="question-text" id=${id}>${text}</p>`
      }
      <div class="question-row">
        ${
          kind === "prompt"
            ? html`<input
                id=${id}
                type=${password ? "password" : "text"}
                maxlength=${MAX_PROMPT}
                autocomplete="off"
                spellcheck="false"
                ?readonly=${this.isSent}
              />`
            : nothing
        }
        <button
          class="primary"
          type="submit"
          aria-describedby=${kind === "prompt" ? nothing : id}
          ?disabled=${this.isSent}
        >
          OK
        </button>
        ${
          kind === "alert"
            ? nothing
            : html`<button type="button" ?disabled=${this.isSent} @click=${() => this.#answer(null)}>
                Cancel
              </button>`
        }
      </div>
    </form>`;
  }

  /** In the window that started the cell, unless the person writes in another place by now. */
  get #mayTakeFocus(): boolean {
    const { session, question } = this;
    const holder = session.store.volatile.lock?.holder;
    if (holder?.execId !== question.execId || holder.windowId !== session.windowId) return false;
    const active = document.activeElement;
    const writing = active?.closest(".code-editor, input, textarea") ?? null;
    return writing === null || this.closest("hf-cell")?.contains(writing) === true;
  }

  #submitted(event: Event): void {
    event.preventDefault();
    void this.#answer(this.querySelector("input")?.value ?? "");
  }

  #keyed(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    void this.#answer(this.question.kind === "alert" ? "" : null);
  }

  async #answer(value: string | null): Promise<void> {
    if (this.isSent) return;
    this.isSent = true;
    // Meanwhile the cell may have asked the next one, which waits for its own answer.
    if (!(await this.session.runs.answer(this.question, value))) this.isSent = false;
  }
}

customElements.define("hf-question", HfQuestion);
