import { html, nothing, type TemplateResult } from "lit";
import { ageText, sizeText } from "../../kernels/protocol/index.ts";
import type { Kept, KeptRun } from "../store/kept-calls.ts";
import { KeptRuns } from "../store/kept-runs.ts";
import { LightElement } from "./light-element.ts";
import { every, on } from "./sources.ts";
import { hear, watch } from "./watch.ts";

/** Less than this is not worth a word, bytes. */
const WORTH = 100_000;

/** How often that is asked for while the page is in front, in ms. */
const EVERY_MS = 15_000;

/** How much checkpoints and results take on the disk, and taking it back. */
export class HfKept extends LightElement {
  static override properties = { isAsking: { state: true } };
  /** The person has to say again that they go. */
  declare isAsking: boolean;
  #runs = new KeptRuns();

  constructor() {
    super();
    watch(this, () => [this.#runs.changed]);
    hear(this, on(document, "visibilitychange"), () => this.#refresh());
    hear(this, every(EVERY_MS), () => this.#refresh());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.isAsking = false;
    this.#refresh();
  }

  protected override render(): TemplateResult | typeof nothing {
    const kept = this.#runs.all;
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
    const { unfinished } = this.#runs;
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

  #refresh(): void {
    if (document.visibilityState === "visible") void this.#runs.refresh();
  }

  async #clear(runId?: string): Promise<void> {
    if (await this.#runs.clear(runId)) this.isAsking = false;
  }
}

customElements.define("hf-kept", HfKept);
