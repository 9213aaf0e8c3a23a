import { html, nothing, type TemplateResult } from "lit";
import { sentence } from "../commands/sentence.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { LightElement } from "./light-element.ts";

/** The file changed outside while it was open: nothing is saved until the person has chosen. */
export class HfConflict extends LightElement {
  static override properties = { session: { attribute: false }, reason: { attribute: false } };
  declare session: NotebookSession;
  declare reason: string | null | undefined;

  protected override render(): TemplateResult | typeof nothing {
    if (!this.reason) return nothing;
    const { commands } = this.session;
    return html`
      <div class="notice notice-amber" role="alert">
        <p><strong>The file changed outside.</strong> ${sentence(this.reason)} Nothing is saved until you choose.</p>
        <span class="notice-tools">
          <button type="button" title="Yours overwrites the file; what it holds now is kept beside it" @click=${() => commands.resolveConflict("mine")}>Keep mine</button>
          <button type="button" title="The file is shown; yours is kept beside it" @click=${() => commands.resolveConflict("theirs")}>Take theirs</button>
          <button type="button" @click=${() => commands.resolveConflict("copy")}>Save a copy</button>
        </span>
      </div>
    `;
  }
}

customElements.define("hf-conflict", HfConflict);
