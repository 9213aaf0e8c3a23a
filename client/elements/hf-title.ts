import { html, type TemplateResult } from "lit";
import { problemToast } from "../commands/problem-toast.ts";
import type { Toasts } from "../commands/toasts.ts";
import { ApiError } from "../store/api.ts";
import { renameFile } from "../store/contents.ts";
import { LightElement } from "./light-element.ts";

/** The name of the open notebook; a click makes it a field to rename it. */
export class HfTitle extends LightElement {
  static override properties = {
    path: { attribute: false },
    toasts: { attribute: false },
    isEditing: { state: true },
  };
  declare path: string;
  declare toasts: Toasts;
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
    if (event.key === "Enter") await this.#rename(value.trim());
  }

  async #rename(name: string): Promise<void> {
    if (name === "") return;
    const full = name.endsWith(".ipynb") ? name : `${name}.ipynb`;
    const to = [...this.path.split("/").slice(0, -1), full].join("/");
    if (to === this.path) return;
    try {
      await renameFile(this.path, to);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.toasts.show(problemToast(error.problem));
    }
  }
}

customElements.define("hf-title", HfTitle);
