import { html, nothing, type TemplateResult } from "lit";
import { type Overflow, overflowPath, overflowSummary } from "../../kernels/protocol/index.ts";
import { keyed } from "../store/page-key.ts";
import { LightElement } from "./light-element.ts";
import "./hf-stream.ts";

/** What a cell does not show of its output: how much, where all of it is, and the newest lines. */
export class HfOverflow extends LightElement {
  static override properties = { overflow: { attribute: false }, isRunning: { attribute: false } };
  declare overflow: Overflow;
  /** More is coming: the newest lines stay in sight. */
  declare isRunning: boolean;

  protected override render(): TemplateResult {
    const { overflow } = this;
    return html`
      <div class="overflow">
        <p class="overflow-summary">
          <span>${overflowSummary(overflow)}.</span>
          ${this.#place()}
        </p>
        ${
          overflow.tail === ""
            ? nothing
            : html`<p class="overflow-label">The newest lines</p>
                <hf-stream .text=${overflow.tail} .isGrowing=${true}></hf-stream>`
        }
      </div>
    `;
  }

  /** A file beside the notebook is named; what the server keeps can be opened. */
  #place(): TemplateResult {
    const { overflow } = this;
    if (overflow.file !== undefined) return html`<code>${overflow.file}</code>`;
    const path = overflowPath(overflow);
    return html`<span class="overflow-links">
      <a href=${keyed(path)} target="_blank" rel="noopener">Open the full output</a>
      <a href=${keyed(`${path}?download=`)} download>Download</a>
    </span>`;
  }
}

customElements.define("hf-overflow", HfOverflow);
