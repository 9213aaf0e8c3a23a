import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Toast, Toasts } from "../commands/toasts.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";
import { watch } from "./watch.ts";

/** Short messages at the lower edge of the page. */
export class HfToasts extends LightElement {
  static override properties = { toasts: { attribute: false } };
  declare toasts: Toasts;

  constructor() {
    super();
    watch(this, () => [this.toasts.changed]);
  }

  protected override render(): TemplateResult {
    return html`<div class="toasts" role="status" aria-live="polite">
      ${repeat(
        this.toasts.all,
        (toast) => toast.id,
        (toast) => this.#toast(toast),
      )}
    </div>`;
  }

  #toast({ id, text, detail, isError, action }: Toast): TemplateResult {
    const act = (): void => {
      action?.run();
      this.toasts.close(id);
    };
    return html`<div class="toast ${isError ? "toast-error" : ""}">
      <p>
        <strong>${text}</strong>
        ${detail ? html`<span class="toast-detail">${detail}</span>` : nothing}
      </p>
      ${action ? html`<button type="button" class="quiet" @click=${act}>${action.label}</button>` : nothing}
      <button type="button" class="tool" aria-label="Close this message" @click=${() => this.toasts.close(id)}>
        ${icon("close")}
      </button>
    </div>`;
  }
}

customElements.define("hf-toasts", HfToasts);
