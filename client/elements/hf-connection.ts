import { html, nothing, type TemplateResult } from "lit";
import type { NotebookSession } from "../session/notebook-session.ts";
import { LightElement } from "./light-element.ts";
import { watch } from "./watch.ts";

/** Says that the connection is lost, and that nothing is lost with it. */
export class HfConnection extends LightElement {
  static override properties = { session: { attribute: false } };
  declare session: NotebookSession;

  constructor() {
    super();
    watch(this, () => [this.session.connection.changed]);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { connection, store } = this.session;
    const { status } = connection;
    if (status.kind !== "lost" || (status.attempt < 2 && store.view)) return nothing;
    const text = store.hasUnconfirmed
      ? "What you typed is kept here and goes out when the server answers."
      : "What runs goes on without this page.";
    return html`
      <div class="notice" role="alert">
        <p><strong>The server does not answer.</strong> ${text} Trying again…</p>
        <span class="notice-tools">
          <button type="button" @click=${() => connection.open()}>Try now</button>
        </span>
      </div>
    `;
  }
}

customElements.define("hf-connection", HfConnection);
