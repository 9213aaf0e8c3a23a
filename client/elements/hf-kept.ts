import { html, nothing, type TemplateResult } from "lit";
import { ApiError } from "../store/api.ts";
import { clearKept, type Kept, whatIsKept } from "../store/kept-calls.ts";
import { LightElement } from "./light-element.ts";

/** Less than this is not worth a word, bytes. */
const WORTH = 100_000;

/** How often that is asked for while the page is in front, in ms. */
const EVERY_MS = 15_000;

/** How much checkpoints and results take on the disk, and taking it back. */
export class HfKept extends LightElement {
  static override properties = { kept: { state: true }, isAsking: { state: true } };
  declare kept: Kept | undefined;
  /** The person has to say again that they go. */
  declare isAsking: boolean;
  #timer: number | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.isAsking = false;
    document.addEventListener("visibilitychange", this.#refresh);
    this.#timer = window.setInterval(this.#refresh, EVERY_MS);
    this.#refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#refresh);
    clearInterval(this.#timer);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { kept } = this;
    if (!kept || kept.bytes < WORTH) return nothing;
    const size = `${(kept.bytes / 1e6).toFixed(kept.bytes < 1e7 ? 1 : 0)} MB`;
    if (!this.isAsking)
      return html`<p class="kept">Checkpoints take ${size}.
        <button type="button" class="link" @click=${() => this.#ask(true)}>Clear</button></p>`;
    const runs = kept.unfinished === 1 ? "1 unfinished run" : `${kept.unfinished} unfinished runs`;
    const what =
      kept.unfinished === 0 ? "Results of finished runs go." : `${runs} will begin anew.`;
    return html`<p class="kept" role="alert">${what}
      <button type="button" class="link" @click=${this.#clear}>Clear ${size}</button>
      <button type="button" class="link" @click=${() => this.#ask(false)}>Keep</button></p>`;
  }

  #ask(isAsking: boolean): void {
    this.isAsking = isAsking;
    this.#refresh();
  }

  #refresh = (): void => {
    if (document.visibilityState !== "visible") return;
    void this.#attempt(async () => {
      this.kept = await whatIsKept();
    });
  };

  #clear = (): void => {
    void this.#attempt(async () => {
      await clearKept();
      this.isAsking = false;
      this.kept = await whatIsKept();
    });
  };

  /** A server that does not answer says so elsewhere. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.kept = undefined;
    }
  }
}

customElements.define("hf-kept", HfKept);
