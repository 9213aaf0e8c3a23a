import { html, nothing, type TemplateResult } from "lit";
import type { Problem } from "../../kernels/protocol/index.ts";
import { sentence } from "../commands/sentence.ts";
import { unsavedReason } from "../commands/unsaved-reason.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { send } from "./events.ts";
import { LightElement } from "./light-element.ts";
import { watch } from "./watch.ts";

/** The notebook cannot be saved: why, what helps, and ways to bring the work to safety. */
export class HfUnsaved extends LightElement {
  static override properties = {
    session: { attribute: false },
    isNaming: { state: true },
  };
  declare session: NotebookSession;
  /** The person is giving another name. */
  declare isNaming: boolean;

  constructor() {
    super();
    this.isNaming = false;
    watch(this, () => [this.session.store.changed]);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { volatile, view } = this.session.store;
    const { unsaved } = volatile;
    if (!unsaved || !view) return nothing;
    return html`<div class="notice notice-amber" role="alert">
      ${this.#reason(unsaved)}
      ${this.isNaming ? this.#naming() : this.#tools()}
    </div>`;
  }

  #reason(problem: Problem): TemplateResult {
    const { title, help } = unsavedReason(problem);
    return html`<p title=${problem.detail}><strong>${sentence(title)}</strong> ${help}</p>`;
  }

  #tools(): TemplateResult {
    return html`<span class="notice-tools">
      <button type="button" @click=${() => this.session.commands.save()}>Save again</button>
      <button type="button" @click=${() => this.#name()}>Save as…</button>
      <button type="button" @click=${() => this.session.files.download()}>Download</button>
    </span>`;
  }

  #naming(): TemplateResult {
    return html`<form class="notice-tools" @submit=${this.#submitted}>
      <input
        name="path"
        class="notice-field"
        aria-label="Path of the new notebook"
        spellcheck="false"
        autocomplete="off"
        .value=${withWord(this.session.path)}
        @keydown=${(event: KeyboardEvent) => this.#keyed(event)}
      />
      <button type="submit">Save</button>
      <button type="button" @click=${() => this.#stop()}>Cancel</button>
    </form>`;
  }

  async #name(): Promise<void> {
    this.isNaming = true;
    await this.updateComplete;
    this.querySelector("input")?.select();
  }

  #stop(): void {
    this.isNaming = false;
  }

  #keyed(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.#stop();
  }

  #submitted = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const path = await this.session.files.saveElsewhere(this.querySelector("input")?.value ?? "");
    if (path === undefined) return;
    this.#stop();
    send(this, "hf-open", { path, isSaved: true });
  };
}

/** `a/b.ipynb` becomes `a/b (saved elsewhere).ipynb`. */
function withWord(path: string): string {
  return path.replace(/(\.ipynb)?$/, " (saved elsewhere)$1");
}

customElements.define("hf-unsaved", HfUnsaved);
