import { html, nothing, type TemplateResult } from "lit";
import { isObject } from "../../kernels/protocol/index.ts";
import { LightElement } from "./light-element.ts";

const MAX_SHOWN = 200;

/** A JSON value as a tree that opens level by level. */
export class HfJson extends LightElement {
  static override properties = { value: { attribute: false } };
  declare value: unknown;

  protected override render(): TemplateResult {
    return html`<div class="json">${this.#node("", this.value, 0)}</div>`;
  }

  #node(name: string, value: unknown, depth: number): TemplateResult {
    const label = name === "" ? nothing : html`<span class="json-name">${name}</span>: `;
    if (!Array.isArray(value) && !isObject(value))
      return html`<div class="json-leaf">${label}${leaf(value)}</div>`;
    const entries = Object.entries(value);
    const count = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`;
    if (entries.length === 0) return html`<div class="json-leaf">${label}${count}</div>`;
    return html`
      <details class="json-branch" ?open=${depth === 0} @toggle=${() => this.requestUpdate()}>
        <summary>${label}<span class="json-count">${count}</span></summary>
        ${this.#children(entries, depth)}
      </details>
    `;
  }

  #children(entries: readonly (readonly [string, unknown])[], depth: number): unknown {
    if (depth > 30) return html`<div class="json-leaf">nested deeper than 30 levels</div>`;
    const more = entries.length - MAX_SHOWN;
    return [
      entries.slice(0, MAX_SHOWN).map(([key, item]) => this.#node(key, item, depth + 1)),
      more > 0 ? html`<div class="json-leaf">and ${more} more</div>` : nothing,
    ];
  }
}

function leaf(value: unknown): TemplateResult {
  if (typeof value === "string")
    return html`<span class="tok-string">${JSON.stringify(value)}</span>`;
  if (typeof value === "number") return html`<span class="tok-number">${String(value)}</span>`;
  return html`<span class="tok-keyword">${String(value)}</span>`;
}

customElements.define("hf-json", HfJson);
