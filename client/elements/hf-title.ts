import { html, type TemplateResult } from "lit";
import type { NotebookSession } from "../session/notebook-session.ts";
import { LightElement } from "./light-element.ts";

/** The name of the open notebook; a click makes it a field to rename it. */
export class HfTitle extends LightElement {
  static override properties = {
    path: { attribute: false },
    session: { attribute: false },
    isEditing: { state: true },
  };
  declare path: string;
  declare session: NotebookSession;
  declare isEditing: boolean;

  constructor() {
    super();
    this.path = "";
    this.isEditing = false;
  }

  protected override render(): TemplateResult {
    const name = this.path.split("/").at(-1) ?? "";
    if (!this.isEditing)
      return html`<button
        type="button"
        class="title"
        title="Rename ${this.path}"
        aria-label="${name}, rename"
        @click=${this.#start}
      >
        ${name}
      </button>`;
    return html`<input
      class="title-field"
      aria-label="New name of the notebook"
      spellcheck="false"
      .value=${name}
      @keydown=${this.#keyed}
      @blur=${this.#stop}
    />`;
  }

  async #start(): Promise<void> {
    this.isEditing = true;
    await this.updateComplete;
    const field = this.querySelector("input");
    field?.focus();
    field?.setSelectionRange(0, field.value.replace(/\.ipynb$/, "").length);
  }

  #stop(): void {
    this.isEditing = false;
  }

  async #keyed(event: KeyboardEvent): Promise<void> {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    const { value } = event.currentTarget as HTMLInputElement;
    this.isEditing = false;
    await this.updateComplete;
    this.querySelector("button")?.focus();
    if (event.key === "Enter") await this.session.files.rename(this.path, value.trim());
  }
}

customElements.define("hf-title", HfTitle);
