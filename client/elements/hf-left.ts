import { html, nothing, type TemplateResult } from "lit";
import { attempt } from "../commands/attempt.ts";
import type { Toasts } from "../commands/toasts.ts";
import type { LeftNotebook } from "../store/left-calls.ts";
import { LeftWork } from "../store/left-work.ts";
import { send } from "./events.ts";
import { LightElement } from "./light-element.ts";
import { watch } from "./watch.ts";

/** Who has no token yet is told so elsewhere. */
const NO_TOKEN = [401];

/** On the first page: unsaved work whose files are gone, so that it is not lost silently. */
export class HfLeft extends LightElement {
  static override properties = {
    toasts: { attribute: false },
    asked: { state: true },
  };
  declare toasts: Toasts;
  /** The one that the person has to say again of that it goes. */
  declare asked: string | undefined;
  #work = new LeftWork();

  constructor() {
    super();
    watch(this, () => [this.#work.changed]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#attempt(() => this.#work.refresh());
  }

  protected override render(): TemplateResult | typeof nothing {
    const left = this.#work.all;
    if (left.length === 0) return nothing;
    const what =
      left.length === 1
        ? "1 notebook has unsaved work, but its file is gone"
        : `${left.length} notebooks have unsaved work, but their files are gone`;
    return html`<section class="left" aria-label="Unsaved work">
      <h2>${what}</h2>
      <ul>${left.map((one) => html`<li class="notice">${this.#one(one)}</li>`)}</ul>
    </section>`;
  }

  #one(left: LeftNotebook): TemplateResult {
    const cells = left.cells === 1 ? "1 cell" : `${left.cells} cells`;
    return html`<p><strong>${left.path}</strong> ${cells}</p>
      <span class="notice-tools">
        <button type="button" @click=${() => this.#restore(left)}>Write it back</button>
        <button type="button" @click=${() => this.#work.download(left)}>Download</button>
        ${
          this.asked === left.notebookId
            ? html`<button type="button" @click=${() => this.#attempt(() => this.#work.forget(left))}>Forget it for good</button>`
            : html`<button type="button" @click=${() => this.#ask(left)}>Forget</button>`
        }
      </span>`;
  }

  #ask({ notebookId }: LeftNotebook): void {
    this.asked = notebookId;
  }

  #restore(left: LeftNotebook): void {
    void this.#attempt(async () => {
      send(this, "hf-open", { path: await this.#work.restore(left) });
      await this.#work.refresh();
    });
  }

  #attempt(work: () => Promise<void>): Promise<boolean> {
    return attempt(this.toasts, work, NO_TOKEN);
  }
}

customElements.define("hf-left", HfLeft);
