import { html, nothing, type TemplateResult } from "lit";
import { problemToast } from "../commands/problem-toast.ts";
import type { Toasts } from "../commands/toasts.ts";
import { ApiError } from "../store/api.ts";
import {
  forgetLeft,
  type LeftNotebook,
  leftAddress,
  leftNotebooks,
  restoreLeft,
} from "../store/left-calls.ts";
import { LightElement } from "./light-element.ts";

/** On the first page: unsaved work whose files are gone, so that it is not lost silently. */
export class HfLeft extends LightElement {
  static override properties = {
    open: { attribute: false },
    toasts: { attribute: false },
    left: { state: true },
    asked: { state: true },
  };
  declare open: (path: string) => void;
  declare toasts: Toasts;
  declare left: readonly LeftNotebook[];
  /** The one that the person has to say again of that it goes. */
  declare asked: string | undefined;

  constructor() {
    super();
    this.left = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#attempt(async () => {});
  }

  protected override render(): TemplateResult | typeof nothing {
    const { left } = this;
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
        <button type="button" @click=${() => location.assign(leftAddress(left))}>Download</button>
        ${
          this.asked === left.notebookId
            ? html`<button type="button" @click=${() => this.#attempt(() => forgetLeft(left))}>Forget it for good</button>`
            : html`<button type="button" @click=${() => this.#ask(left)}>Forget</button>`
        }
      </span>`;
  }

  #ask({ notebookId }: LeftNotebook): void {
    this.asked = notebookId;
  }

  #restore(left: LeftNotebook): void {
    void this.#attempt(async () => {
      this.open(await restoreLeft(left));
    });
  }

  /** Does something, and asks anew what is left. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.left = await leftNotebooks();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Who has no token yet is told so elsewhere.
      if (error.problem.status !== 401) this.toasts.show(problemToast(error.problem));
    }
  }
}

customElements.define("hf-left", HfLeft);
