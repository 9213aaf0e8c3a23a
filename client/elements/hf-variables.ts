import { html, nothing, type TemplateResult } from "lit";
import type { VariableFacts } from "../../kernels/protocol/index.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";
import { watch } from "./watch.ts";

/** The variables of the notebook in a panel beside it: asked for when it opens and after each run. */
export class HfVariables extends LightElement {
  static override properties = {
    session: { attribute: false },
    isOpen: { state: true },
    variables: { state: true },
    isStale: { state: true },
  };
  declare session: NotebookSession;
  declare isOpen: boolean;
  declare variables: readonly VariableFacts[];
  /** The kernel did not answer: they are as it told them last. */
  declare isStale: boolean;
  /** The runs after which it asked last; "" = it is closed. */
  #ran = "";

  constructor() {
    super();
    this.isOpen = false;
    this.variables = [];
    this.isStale = false;
    watch(this, () => [this.isOpen ? this.session.store.changed : undefined]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  protected override updated(): void {
    const runs = this.#runs();
    if (!this.isOpen || runs === this.#ran) return;
    this.#ran = runs;
    void this.#ask();
  }

  protected override render(): TemplateResult {
    return html`
      <button
        type="button"
        class="tool variables-toggle"
        title="Variables"
        aria-label="Variables"
        aria-expanded=${this.isOpen ? "true" : "false"}
        @click=${() => (this.isOpen ? this.#close() : this.#open())}
      >
        ${icon("variables")}
      </button>
      ${this.isOpen ? this.#panel() : nothing}
    `;
  }

  #panel(): TemplateResult {
    return html`
      <section class="variables" aria-label="Variables" tabindex="-1" @keydown=${this.#keyed}>
        <div class="variables-head">
          <h2>Variables</h2>
          ${this.isStale ? html`<span class="variables-note">as they were last</span>` : nothing}
        </div>
        ${
          this.variables.length === 0
            ? html`<p class="variables-none">What cells declare shows here once they have run.</p>`
            : html`<ul>
                ${this.variables.map(variableRow)}
              </ul>`
        }
      </section>
    `;
  }

  #open(): void {
    this.isOpen = true;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(".variables")?.focus());
  }

  #close(): void {
    this.isOpen = false;
    this.#ran = "";
  }

  /** Changes when a run begins or ends, or another kernel starts. */
  #runs(): string {
    const { view } = this.session.store;
    return `${view?.kernel.generation} ${view?.executionCount} ${view?.executions.length}`;
  }

  async #ask(): Promise<void> {
    try {
      const told = await this.session.questions.variables();
      if (!told) return;
      this.variables = told.variables;
      this.isStale = told.isStale && told.variables.length > 0;
    } catch {
      this.isStale = this.variables.length > 0; // the connection is lost; the page says so
    }
  }

  #keyed = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#close();
    this.querySelector<HTMLElement>(".variables-toggle")?.focus();
  };
}

function variableRow({ name, type, shape, bytes, preview }: VariableFacts): TemplateResult {
  const size = shape && shape.length > 0 ? ` ${shape.map(count).join(" × ")}` : "";
  return html`<li class="variable">
    <span class="variable-name">${name}</span>
    <span class="variable-type">${type}${size}</span>
    <span class="variable-bytes">${bytesText(bytes)}</span>
    <span class="variable-preview" title=${preview}>${preview}</span>
  </li>`;
}

function count(n: number): string {
  return n.toLocaleString("en");
}

/** A size in words: 24 B, 1.5 kB, 80 MB. */
function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

customElements.define("hf-variables", HfVariables);
