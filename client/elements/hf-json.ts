import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { isObject } from "../../kernels/protocol/index.ts";
import { LightElement } from "./light-element.ts";

const MAX_SHOWN = 200;
const MAX_DEPTH = 100;
const MAX_TEXT = 10_000;

/** A JSON value as a tree that opens level by level; what is closed is not there yet. */
export class HfJson extends LightElement {
  static override properties = { value: { attribute: false } };
  declare value: unknown;
  /** The places of the branches that are open, each the keys that lead to it. */
  #open = new Set(["[]"]);

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("value")) this.#open = new Set(["[]"]);
  }

  protected override render(): TemplateResult {
    return html`<div class="json">${this.#node(undefined, this.value, [])}</div>`;
  }

  #node(name: string | undefined, value: unknown, place: readonly string[]): TemplateResult {
    const label =
      name === undefined
        ? nothing
        : html`<span class="json-name">${shortened(name) || '""'}</span>: `;
    if (!Array.isArray(value) && !isObject(value))
      return html`<div class="json-leaf">${label}${leaf(value)}</div>`;
    const keys = Array.isArray(value) ? undefined : Object.keys(value);
    const size = keys?.length ?? (value as readonly unknown[]).length;
    const count = keys ? `{${size}}` : `[${size}]`;
    if (size === 0) return html`<div class="json-leaf">${label}${count}</div>`;
    const key = JSON.stringify(place);
    const isOpen = this.#open.has(key);
    return html`
      <details
        class="json-branch"
        ?open=${isOpen}
        @toggle=${(event: Event) => this.#toggled(key, event)}
      >
        <summary>${label}<span class="json-count">${count}</span></summary>
        ${isOpen ? this.#children(value, keys, place) : nothing}
      </details>
    `;
  }

  #children(value: object, keys: readonly string[] | undefined, place: readonly string[]): unknown {
    if (place.length > MAX_DEPTH)
      return html`<div class="json-leaf">nested deeper than ${MAX_DEPTH} levels</div>`;
    const entries: [string, unknown][] = keys
      ? keys.slice(0, MAX_SHOWN).map((key) => [key, (value as Record<string, unknown>)[key]])
      : (value as readonly unknown[]).slice(0, MAX_SHOWN).map((item, i) => [String(i), item]);
    const more = (keys ?? (value as readonly unknown[])).length - MAX_SHOWN;
    return [
      entries.map(([key, item]) => this.#node(key, item, [...place, key])),
      more > 0 ? html`<div class="json-leaf">and ${more} more</div>` : nothing,
    ];
  }

  #toggled(key: string, event: Event): void {
    const { open } = event.currentTarget as HTMLDetailsElement;
    if (open === this.#open.has(key)) return;
    if (open) this.#open.add(key);
    else this.#open.delete(key);
    this.requestUpdate();
  }
}

function shortened(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function leaf(value: unknown): TemplateResult {
  if (typeof value === "string")
    return html`<span class="tok-string">${JSON.stringify(shortened(value))}</span>`;
  if (typeof value === "number") return html`<span class="tok-number">${String(value)}</span>`;
  return html`<span class="tok-keyword">${String(value)}</span>`;
}

customElements.define("hf-json", HfJson);
