import { html, nothing, type TemplateResult } from "lit";
import { ageText, sizeText } from "../../kernels/protocol/index.ts";
import { ApiError } from "../store/api.ts";
import {
  clearKept,
  isUnfinished,
  type Kept,
  type KeptRun,
  whatIsKept,
} from "../store/kept-calls.ts";
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
    if (this.isAsking) return this.#question(kept);
    return html`<details class="kept">
      <summary>Checkpoints take ${sizeText(kept.bytes)}</summary>
      <ul>${kept.runs.map((run) => this.#run(run))}</ul>
      <button type="button" class="link" @click=${() => this.#ask(true)}>Clear all</button>
    </details>`;
  }

  #run({ runId, name, path, bytes, updatedAt, isNeeded, state }: KeptRun): TemplateResult {
    const where = path ?? "notebook gone";
    const title = `${name}, ${where}, ${state}, ${ageText(Date.now() - updatedAt)}`;
    return html`<li title=${title}>
      <span class="kept-name">${name}</span>
      <span class="kept-size">${sizeText(bytes)}</span>
      ${
        isNeeded
          ? html`<span class="kept-size">in use</span>`
          : html`<button type="button" class="link" aria-label="Clear ${title}" @click=${() => this.#clear(runId)}>Clear</button>`
      }
    </li>`;
  }

  #question(kept: Kept): TemplateResult {
    const unfinished = kept.runs.filter(isUnfinished).length;
    const runs = unfinished === 1 ? "1 unfinished run" : `${unfinished} unfinished runs`;
    const what = unfinished === 0 ? "Results of finished runs go." : `${runs} will begin anew.`;
    return html`<p class="kept" role="alert">${what}
      <button type="button" class="link" @click=${() => this.#clear()}>Clear ${sizeText(kept.bytes)}</button>
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

  #clear(runId?: string): void {
    void this.#attempt(async () => {
      await clearKept(runId);
      this.isAsking = false;
      this.kept = await whatIsKept();
    });
  }

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
